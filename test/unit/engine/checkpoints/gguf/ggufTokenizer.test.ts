import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GgufValue } from '../../../../../src/engine/checkpoints/gguf/ggufCursor';
import { readGgufHeader } from '../../../../../src/engine/checkpoints/gguf/ggufHeader';
import { GgufMetadata } from '../../../../../src/engine/checkpoints/gguf/ggufMetadata';
import { ggufTokenizer } from '../../../../../src/engine/checkpoints/gguf/ggufTokenizer';
import { fixtures } from './ggufTestFiles';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly decoded: string;
}

async function metadataOf(path: string): Promise<ReadonlyMap<string, GgufValue>> {
  const file = await open(path);
  try {
    return (await readGgufHeader(file)).metadata;
  } finally {
    await file.close();
  }
}

function checkTokens(metadata: ReadonlyMap<string, GgufValue>, golden: string, vocabSize: number): void {
  const cases = JSON.parse(readFileSync(join(fixtures, golden), 'utf8')) as Case[];
  expect(cases.length).toBeGreaterThan(60);
  const tokenizer = ggufTokenizer(new GgufMetadata(metadata), vocabSize);
  expect(cases.map(({ text }) => ({ text, ids: tokenizer.encode(text) }))).toEqual(
    cases.map(({ text, ids }) => ({ text, ids })),
  );
  // The byte-fallback decoder of @huggingface/tokenizers drops a byte order mark inside the text.
  const withoutMarks = (text: string): string => text.replaceAll('\ufeff', '');
  expect(cases.map(({ ids }) => withoutMarks(tokenizer.decode(ids)))).toEqual(
    cases.map(({ decoded }) => withoutMarks(decoded)),
  );
}

let byteLevel: ReadonlyMap<string, GgufValue>;
let sentencePiece: ReadonlyMap<string, GgufValue>;
beforeAll(async () => {
  byteLevel = await metadataOf(join(fixtures, 'tokens-gpt2.gguf'));
  sentencePiece = await metadataOf(join(fixtures, 'tokens-llama.gguf'));
});

/** The byte-level vocabulary with other metadata; undefined removes a key. */
function changed(
  metadata: ReadonlyMap<string, GgufValue>,
  values: Readonly<Record<string, GgufValue | undefined>>,
): GgufMetadata {
  const map = new Map(metadata);
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }
  return new GgufMetadata(map);
}

describe('byte-level BPE', () => {
  it.each(['smollm', 'gpt-2', 'llama-bpe', 'qwen2', 'tekken', 'default'])(
    'cuts and merges as Hugging Face tokenizers do: %s',
    (pre) => {
      const metadata = new Map([...byteLevel, ['tokenizer.ggml.pre', pre]]);
      checkTokens(metadata, `tokens-gpt2-${pre}.json`, 1000);
    },
  );

  it('refuses a pre-tokenizer it does not know, by name', () => {
    const metadata = changed(byteLevel, { 'tokenizer.ggml.pre': 'poro-chat' });
    expect(() => ggufTokenizer(metadata, 1000)).toThrow(/poro-chat/);
    expect(() => ggufTokenizer(metadata, 1000)).toThrow(
      expect.objectContaining({ code: 'tokenizerInvalid' }) as Error,
    );
  });

  it('does not guess where the pre-tokenizer is not stated', () => {
    expect(() => ggufTokenizer(new GgufMetadata(byteLevel), 1000)).toThrow(/tokenizer\.ggml\.pre/);
  });
});

describe('SentencePiece BPE', () => {
  it('gives the ids of the converted tokenizer', () => {
    checkTokens(sentencePiece, 'tokens-llama.json', 1000);
  });

  it('puts no space before the text where the file says so', () => {
    const metadata = changed(sentencePiece, { 'tokenizer.ggml.add_space_prefix': false });
    const [plain, prefixed] = [metadata, new GgufMetadata(sentencePiece)].map((m) => ggufTokenizer(m, 1000));
    expect(plain?.encode(' the')).toEqual(prefixed?.encode('the'));
    expect(plain?.encode('the')).not.toEqual(prefixed?.encode('the'));
  });
});

describe('special tokens and the template', () => {
  it('takes end tokens from the metadata and the template', async () => {
    const tokenizer = ggufTokenizer(
      changed(byteLevel, { 'tokenizer.ggml.pre': 'gpt-2', 'tokenizer.ggml.eos_token_id': 0 }),
      1000,
    );
    // 0: <|endoftext|> as stated; 2: <|im_end|>, which the template writes.
    expect(tokenizer.eosTokenIds).toEqual([0, 2]);
    const [prompt] = await tokenizer.renderChats([[{ role: 'user', content: 'Hi' }]]);
    expect(prompt).toBe('<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n');
    expect(tokenizer.encode(prompt ?? '')[0]).toBe(1);
  });

  it('has no template where the file has none', () => {
    const metadata = changed(sentencePiece, { 'tokenizer.chat_template': undefined });
    expect(ggufTokenizer(metadata, 1000).templateHash).toBeNull();
  });
});

describe('contradictions', () => {
  it.each<[string, Readonly<Record<string, GgufValue | undefined>>, number, RegExp]>([
    ['another kind', { 'tokenizer.ggml.model': 'bert' }, 1000, /bert/],
    ['no kind', { 'tokenizer.ggml.model': undefined }, 1000, /none/],
    ['no vocabulary', { 'tokenizer.ggml.tokens': undefined }, 1000, /vocabulary/],
    ['more tokens than embeddings', {}, 10, /10 embeddings/],
    ['types of another length', { 'tokenizer.ggml.token_type': [1, 2] }, 1000, /2 token types/],
    ['an end token beyond the vocabulary', { 'tokenizer.ggml.eos_token_id': 99999 }, 1000, /99999/],
    ['no merges', { 'tokenizer.ggml.merges': undefined }, 1000, /merges/],
    ['a merge of one part', { 'tokenizer.ggml.merges': ['ab'] }, 1000, /no pair/],
  ])('%s', (_, values, vocabSize, message) => {
    const metadata = changed(byteLevel, { 'tokenizer.ggml.pre': 'gpt-2', ...values });
    expect(() => ggufTokenizer(metadata, vocabSize)).toThrow(message);
  });

  it('an endless token does not hang', () => {
    const tokens = ['<unk>', 'a'.repeat(5000)];
    const metadata = changed(sentencePiece, {
      'tokenizer.ggml.tokens': tokens,
      'tokenizer.ggml.scores': [0, 0],
      'tokenizer.ggml.token_type': [2, 1],
    });
    expect(() => ggufTokenizer(metadata, 1000)).toThrow(/characters/);
  });

  it('scores that are missing or no numbers', () => {
    for (const scores of [undefined, [1], Array.from({ length: 600 }, () => NaN)]) {
      const metadata = changed(sentencePiece, { 'tokenizer.ggml.scores': scores });
      expect(() => ggufTokenizer(metadata, 1000)).toThrow(/scores/);
    }
  });
});

const smollm2 = process.env['GLENS_SMOLLM2_GGUF'];
if (smollm2 === undefined) console.log('Skipped: SmolLM2 token ids (GLENS_SMOLLM2_GGUF is not set).');

it.skipIf(smollm2 === undefined)(
  'SmolLM2-135M-Instruct: ids as Hugging Face tokenizers gives them',
  async () => {
    checkTokens(await metadataOf(smollm2 ?? ''), 'tokens-smollm2.json', 49152);
  },
);
