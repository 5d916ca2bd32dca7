// Rows of a JSON Lines file: each line is one of our own form, of lm-evaluation-harness or of promptfoo, by what it holds.
import { invalidResponses, type LoggedResponses, type ResponseRow } from '../responseRow';
import { placeIn } from './linePlace';
import { isLmEvalRow, lmEvalRows } from './lmEvalRow';
import { parseLogged } from './parseLogged';
import { plainRow } from './plainRow';
import { isPromptfooRow, promptfooRow } from './promptfoo';

const maxLineBytes = 8_000_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Empty lines are passed over. @throws GuardrailError datasetInvalid (malformed, too long; with the line) */
export function jsonLines(bytes: Buffer, file: string): LoggedResponses {
  const rows: ResponseRow[] = [];
  /** Of lm-evaluation-harness, which writes a document once for every filter that its answers went through. */
  const documents = new Set<string>();
  let number = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    number++;
    const at = placeIn(file, `line ${number}`);
    if (end - start > maxLineBytes) {
      throw at.malformed(`has ${end - start} bytes; at most ${maxLineBytes} are read`);
    }
    const text = decode(bytes.subarray(start, end), () => at.malformed('is not UTF-8'));
    start = end + 1;
    if (text.trim() === '') continue;
    const data = parse(text, (why) => at.malformed(`is not JSON (${why})`));
    if (isLmEvalRow(data)) {
      const { document, rows: own } = lmEvalRows(data, at);
      if (!documents.has(document)) rows.push(...own);
      documents.add(document);
    } else rows.push(isPromptfooRow(data) ? promptfooRow(data, at) : plainRow(data, at));
  }
  if (rows.length === 0) throw invalidResponses(`${file} has no rows.`);
  return { rows, task: documents.size > 0 ? taskOf(file) : null };
}

/** `samples_<task>_<time>.jsonl` */
function taskOf(file: string): string | null {
  return /^samples_(.+)_[^_]+\.jsonl$/u.exec(file)?.[1] ?? null;
}

function decode(bytes: Uint8Array, broken: () => Error): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw broken();
  }
}

function parse(text: string, broken: (why: string) => Error): unknown {
  try {
    return parseLogged(text);
  } catch (cause) {
    throw broken(cause instanceof Error ? cause.message : String(cause));
  }
}
