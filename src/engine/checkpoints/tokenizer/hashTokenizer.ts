// The identity of a tokenizer: a hash of what changes token ids, whatever wrote the JSON and however it is formatted.
import { createHash } from 'node:crypto';

const configKeys = ['remove_space', 'do_lowercase_and_remove_accent'] as const;

/**
 * Hex SHA-256 of vocabulary, merges, added tokens, normalizer and pre-tokenizer. Left out: post-processor (templates write
 * the special tokens), truncation, padding and decoder, which do not change the ids of a rendered prompt.
 */
export function hashTokenizer(tokenizerJson: object, tokenizerConfig: object): string {
  const json = new Map<string, unknown>(Object.entries(tokenizerJson));
  const config = new Map<string, unknown>(Object.entries(tokenizerConfig));
  const hash = createHash('sha256');
  const part = (name: string, value: unknown): void => {
    hash.update(`${name}\n${canonicalJson(value)}\n`);
  };
  part('normalizer', json.get('normalizer') ?? null);
  part('pre_tokenizer', json.get('pre_tokenizer') ?? null);
  const added: unknown[] = Array.isArray(json.get('added_tokens'))
    ? (json.get('added_tokens') as unknown[])
    : [];
  part('added', [...added].map((token) => canonicalJson(token)).sort());
  const modelValue = json.get('model');
  const model = new Map<string, unknown>(
    typeof modelValue === 'object' && modelValue !== null ? Object.entries(modelValue) : [],
  );
  for (const [key, value] of [...model].sort(([x], [y]) => (x < y ? -1 : 1))) {
    if (key === 'vocab') hashVocabulary(value, hash);
    else if (key === 'merges') hashMerges(value, hash);
    // Written by some versions only, and without effect where false or null.
    else if (value !== null && value !== false) part(`model.${key}`, value);
  }
  for (const key of configKeys) if (config.get(key) === true) part(`config.${key}`, true);
  return hash.digest('hex');
}

type Hash = ReturnType<typeof createHash>;

function hashVocabulary(vocabulary: unknown, hash: Hash): void {
  if (typeof vocabulary !== 'object' || vocabulary === null) return;
  // BPE: {token: id}. Unigram: [[token, score], …], where the position is the id.
  const lines = Array.isArray(vocabulary)
    ? vocabulary.map((entry) => JSON.stringify(entry))
    : Object.entries(vocabulary)
        .map(([token, id]) => [JSON.stringify(token), Number(id)] as const)
        .sort((x, y) => x[1] - y[1] || (x[0] < y[0] ? -1 : 1))
        .map(([token, id]) => `${token} ${id}`);
  hash.update('vocab\n').update(lines.join('\n')).update('\n');
}

function hashMerges(merges: unknown, hash: Hash): void {
  if (!Array.isArray(merges)) return;
  // Older files write "a b", newer ones ["a", "b"].
  const lines = merges.map((merge: unknown) => (Array.isArray(merge) ? merge.join(' ') : String(merge)));
  hash.update('merges\n').update(lines.join('\n')).update('\n');
}

/** JSON with sorted keys. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}
