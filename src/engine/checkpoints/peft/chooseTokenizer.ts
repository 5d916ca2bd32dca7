// Which tokenizer an adapter is used with: its own where it was saved with one, else its base's.
import type { ChatTokenizer, OpenCheckpoint } from '../checkpoint';
import { readTokenizer } from '../huggingface/readTokenizer';

/** Words, numbers, code, several scripts: where two tokenizers agree on all of these, they are taken to be the same. */
const probes = [
  "Hello, world! It's 2024-12-31 23:59:59, isn't it?\n\nDon't you'll we've",
  '  two  spaces\tand\ttabs\r\nand 1234567890 3.14159 1,000,000',
  'def f(x):\n    return {"a": [x ** 2 for _ in range(10)]}  # comment',
  'Größe, naïve café, ¿qué tal? Привет, мир! Γειά σου',
  '你好，世界。日本語のテキスト 한국어 문장 العربية עברית हिन्दी ไทย',
  '🙂👩‍👩‍👧‍👦 ∑∫√ … — “quotes” ①',
  'ALL CAPS CamelCase snake_case kebab-case https://example.org/path?q=1&r=2',
] as const;

export interface ChosenTokenizer {
  readonly tokenizer: ChatTokenizer;
  readonly remarks: readonly string[];
}

/**
 * A GGUF file stores the same tokenizer in another form, with another hash: over such a base, a tokenizer that gives the base's
 * ids keeps the base's identity. The template is always the adapter's own, where it has one.
 */
export async function chooseTokenizer(
  folder: string,
  base: OpenCheckpoint,
  baseIsGguf: boolean,
): Promise<ChosenTokenizer> {
  const read = await readTokenizer(folder, base.tokenizer.eosTokenIds);
  if (read === null) return { tokenizer: base.tokenizer, remarks: [] };
  const own = read.tokenizer;
  // Adapter folders have no generation_config.json: the end tokens of the base end an answer too.
  const eosTokenIds = [...new Set([...own.eosTokenIds, ...base.tokenizer.eosTokenIds])].sort((x, y) => x - y);
  const remarks = read.remarks.filter((remark) => !remark.includes('generation_config'));
  const same = own.hash === base.tokenizer.hash || (baseIsGguf && (await agree(own, base.tokenizer)));
  if (!same) remarks.push("The adapter's own tokenizer differs from its base's; its own is used.");
  const words = same ? base.tokenizer : own;
  const chat = own.templateHash === null ? base.tokenizer : own;
  return {
    tokenizer: {
      eosTokenIds,
      get hash() {
        return words.hash;
      },
      templateHash: chat.templateHash,
      templateNamesReasoning: chat.templateNamesReasoning === true,
      reasoningMarks: [...(words.reasoningMarks ?? []), ...(chat.reasoningMarks ?? [])],
      encode: (text) => words.encode(text),
      decode: (ids) => words.decode(ids),
      tokenText: (id) => words.tokenText(id),
      renderChats: (chats, variables) => chat.renderChats(chats, variables),
    },
    remarks:
      own.templateHash === null ? remarks.filter((remark) => !remark.includes('no chat template')) : remarks,
  };
}

async function agree(own: ChatTokenizer, base: ChatTokenizer): Promise<boolean> {
  if (!probes.every((text) => sameIds(own, base, text))) return false;
  if (own.templateHash === null) return true;
  // The special tokens that the template writes.
  const [prompt = ''] = await own.renderChats([[{ role: 'user', content: probes[0] }]]);
  return sameIds(own, base, prompt);
}

function sameIds(x: ChatTokenizer, y: ChatTokenizer, text: string): boolean {
  return x.encode(text).join() === y.encode(text).join();
}
