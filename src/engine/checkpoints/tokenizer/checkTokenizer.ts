// Whether the parts of a tokenizer.json that the library takes on trust are what they have to be. Knows no file.
import { z } from 'zod';

const id = z.int().min(0);
const addedTokens = z.array(z.looseObject({ id, content: z.string() }));
const piece = z.union([
  z.looseObject({ SpecialToken: z.looseObject({ id: z.string() }) }),
  z.looseObject({ Sequence: z.looseObject({ id: z.string() }) }),
]);
const tokenWithId = z.tuple([z.string(), id]);
const processors: Readonly<Record<string, z.ZodType>> = {
  ByteLevel: z.looseObject({}),
  BertProcessing: z.looseObject({ sep: tokenWithId, cls: tokenWithId }),
  RobertaProcessing: z.looseObject({ sep: tokenWithId, cls: tokenWithId }),
  TemplateProcessing: z.looseObject({
    single: z.array(piece),
    pair: z.array(piece),
    special_tokens: z.record(z.string(), z.looseObject({ ids: z.array(id), tokens: z.array(z.string()) })),
  }),
  Sequence: z.looseObject({ processors: z.array(z.unknown()) }),
};

const text = z.string().nullish();
const flag = z.boolean().nullish();
/** By hand: a vocabulary may have 250,000 entries. */
const idsByToken = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is no table of ids by token',
);
const merges = z.custom<readonly unknown[]>(
  (value) =>
    Array.isArray(value) &&
    value.every(
      (merge) => typeof merge === 'string' || isPair(merge, (second) => typeof second === 'string'),
    ),
  'is no list of pairs',
);
const scores = z.custom<readonly unknown[]>(
  (value) => Array.isArray(value) && value.every((entry) => isPair(entry, Number.isFinite)),
  'is no list of tokens and scores',
);

function isPair(value: unknown, isSecond: (second: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isSecond(value[1]);
}

const models: Readonly<Record<string, z.ZodType>> = {
  BPE: z.looseObject({
    vocab: idsByToken,
    merges,
    unk_token: text,
    continuing_subword_prefix: text,
    end_of_word_suffix: text,
    byte_fallback: flag,
    ignore_merges: flag,
  }),
  WordPiece: z.looseObject({
    vocab: idsByToken,
    unk_token: z.string(),
    continuing_subword_prefix: text,
    max_input_chars_per_word: z.int().positive().nullish(),
  }),
  WordLevel: z.looseObject({ vocab: idsByToken, unk_token: text }),
  Unigram: z.looseObject({
    vocab: scores,
    unk_id: z.int().min(0).nullish(),
    byte_fallback: flag,
  }),
};

/** @throws Error naming the part that is wrong */
export function checkTokenizer(json: object): void {
  const parts = new Map<string, unknown>(Object.entries(json));
  checkPart('added_tokens', addedTokens, parts.get('added_tokens') ?? []);
  checkProcessor(parts.get('post_processor') ?? null, 0);
  const model = parts.get('model');
  if (typeof model !== 'object' || model === null) return;
  const type = 'type' in model ? String(model.type) : '';
  // Of a type that is not known here the library says so; an older file may have none.
  const schema = Object.hasOwn(models, type) ? models[type] : undefined;
  if (schema !== undefined) checkPart('model', schema, model);
  if ('vocab' in model) checkVocabulary(model.vocab);
}

function checkProcessor(value: unknown, depth: number): void {
  if (value === null) return;
  const { type } = checkPart('post_processor', z.looseObject({ type: z.string() }), value);
  const schema = Object.hasOwn(processors, type) ? processors[type] : undefined;
  if (schema === undefined || depth > 8)
    throw new Error(`post_processor has the unknown type ${type.slice(0, 60)}`);
  const checked = checkPart('post_processor', schema, value);
  if (type !== 'Sequence' || typeof checked !== 'object' || checked === null || !('processors' in checked))
    return;
  if (Array.isArray(checked.processors))
    for (const inner of checked.processors) checkProcessor(inner, depth + 1);
}

function checkPart<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${[name, ...(issue?.path ?? []).map(String)].join('.')}: ${issue?.message ?? 'is wrong'}`);
}

/** Ids by token; a unigram model has pairs of token and score instead. */
function checkVocabulary(vocabulary: unknown): void {
  if (typeof vocabulary !== 'object' || vocabulary === null || Array.isArray(vocabulary)) return;
  for (const [token, value] of Object.entries(vocabulary)) {
    if (!Number.isSafeInteger(value) || Number(value) < 0) {
      throw new Error(`model.vocab has no whole number as the id of "${token.slice(0, 60)}"`);
    }
  }
}
