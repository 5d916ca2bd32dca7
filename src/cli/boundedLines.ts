// Lines of a stream of bytes, none of which takes more memory than a limit. Knows no format.

export type InputLine =
  | { readonly line: number; readonly text: string }
  /** Passed over: why. */
  | { readonly line: number; readonly problem: string };

const newline = 0x0a;

/** Lines counted from 1, without their ends; the last one need not have one. A line over `mostBytes`, or not UTF-8, is a problem. */
export async function* boundedLines(
  input: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<InputLine, void, undefined> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let line = 0;
  const add = (part: Uint8Array): void => {
    bytes += part.length;
    if (bytes <= mostBytes) parts.push(part);
    else parts = [];
  };
  const end = (): InputLine => {
    const ended = bytes > mostBytes ? tooLong(++line, bytes, mostBytes) : decoded(++line, parts);
    parts = [];
    bytes = 0;
    return ended;
  };
  for await (const chunk of input) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      add(chunk.subarray(from, at));
      from = at + 1;
      yield end();
    }
    add(chunk.subarray(from));
  }
  if (bytes > 0) yield end();
}

function tooLong(line: number, bytes: number, mostBytes: number): InputLine {
  return { line, problem: `The line has ${bytes} bytes; at most ${mostBytes} are read of one.` };
}

function decoded(line: number, parts: readonly Uint8Array[]): InputLine {
  try {
    return { line, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)) };
  } catch {
    return { line, problem: 'The line is not UTF-8.' };
  }
}
