// Byte-level pre-tokenization as GPT-2 does it: bytes written as printable letters, and a text cut into word-like pieces.

/** GPT-2's letter for each of the 256 bytes. */
export const byteLetters: readonly string[] = letters();

const pieces = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** The pieces of a text, each in byte letters; every digit is a piece of its own (tokenizers: Digits, then ByteLevel). */
export function byteLevelPieces(text: string): string[] {
  return text
    .split(/(\p{N})/u)
    .filter((part) => part !== '')
    .flatMap((part) => part.match(pieces) ?? [])
    .map((piece) => [...new TextEncoder().encode(piece)].map((byte) => byteLetters[byte] ?? '').join(''));
}

/** openai/gpt-2, encoder.py, bytes_to_unicode: printable bytes stand for themselves, the others follow from 256 on. */
function letters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
}
