// What chat and raw completions have in common: model, sampling, limits, streaming. Knows JSON bodies, no HTTP.
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { GenerationSettings } from '../../../protocol/generation';
import { seededRandom } from '../../../safety/random';
import { badRequest } from './apiError';
import { refuseUnsupported } from './unsupported';

/** The most alternatives per token, as vLLM's default. */
const mostLogprobs = 20;
const mostChoices = 128;

const integer = z.number().refine(Number.isInteger, 'must be a whole number');
export const logprobCount = integer.pipe(z.number().min(0).max(mostLogprobs));
export const tokenLimit = (least: number): z.ZodType<number> => integer.pipe(z.number().min(least));

/** null means the default everywhere, as OpenAI's clients send it. */
export const samplingShape = {
  model: z.string().nullish(),
  temperature: z.number().min(0).max(100).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: integer.pipe(z.number().min(-1)).nullish(),
  seed: integer.nullish(),
  n: integer.pipe(z.number().min(1).max(mostChoices)).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(64)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  prompt_logprobs: logprobCount.nullish(),
};

type SamplingBody = z.infer<z.ZodObject<typeof samplingShape>>;

export interface Sampling {
  /** null: the model that is served. */
  readonly model: string | null;
  readonly settings: Pick<GenerationSettings, 'temperature' | 'topP' | 'topK' | 'stop'>;
  readonly seed: number;
  /** Answers per prompt. */
  readonly n: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Alternatives per prompt token, as vLLM reports them; null: none are asked for. */
  readonly promptLogprobs: number | null;
}

/** A nucleus of no mass still holds the likeliest token. */
const leastNucleus = 1e-9;
const seedRange = 2 ** 32;

export function samplingOf(body: SamplingBody): Sampling {
  const stop = body.stop ?? [];
  return {
    model: body.model ?? null,
    settings: {
      temperature: body.temperature ?? 1,
      topP: Math.max(leastNucleus, body.top_p ?? 1),
      topK: Math.max(0, body.top_k ?? 0),
      stop: (typeof stop === 'string' ? [stop] : stop).filter((text) => text !== ''),
    },
    seed: body.seed ?? randomInt(seedRange),
    n: body.n ?? 1,
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    promptLogprobs: body.prompt_logprobs ?? null,
  };
}

/** The first choice has the request's own seed, so that it is the row that the local engine would sample with it. */
export function seedOfChoice(seed: number, index: number): number {
  return index === 0 ? seed : Math.floor(seededRandom(seed, index)() * seedRange);
}

/**
 * A body by its schema, unsupported parameters refused.
 * @throws ApiError 400 that names the parameter.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('The body must be a JSON object.');
  }
  refuseUnsupported(body as Readonly<Record<string, unknown>>);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = issue === undefined || issue.path.length === 0 ? null : issue.path.join('.');
  throw badRequest(`${param ?? 'The body'}: ${issue?.message ?? 'is not valid'}.`, param);
}
