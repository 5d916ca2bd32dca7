// The body of a raw completion, checked.
import { z } from 'zod';
import { badRequest } from './apiError';
import {
  logprobCount,
  parseBody,
  samplingOf,
  samplingShape,
  tokenLimit,
  type Sampling,
} from './samplingParameters';

const mostPrompts = 2048;
/** OpenAI's default. */
const defaultNewTokens = 16;

const tokenIds = z.array(z.number().refine(Number.isInteger, 'must be a token id'));
const schema = z.looseObject({
  ...samplingShape,
  prompt: z.union([z.string(), tokenIds, z.array(z.string()), z.array(tokenIds)]),
  max_tokens: tokenLimit(0).nullish(),
  max_completion_tokens: tokenLimit(0).nullish(),
  logprobs: logprobCount.nullish(),
  echo: z.boolean().nullish(),
  best_of: z.number().nullish(),
});

/** Text, or token ids. */
export type RawPrompt = string | readonly number[];

export interface CompletionRequest {
  readonly sampling: Sampling;
  readonly prompts: readonly RawPrompt[];
  /** 0: the prompt alone is looked at. */
  readonly maxNewTokens: number;
  /** Alternatives per token; null: no log-probabilities. */
  readonly logprobs: number | null;
  /** The prompt comes before the answer, with its log-probabilities where these are asked for. */
  readonly echo: boolean;
}

/** @throws ApiError 400 */
export function parseCompletionRequest(json: unknown): CompletionRequest {
  const body = parseBody(schema, json);
  const sampling = samplingOf(body);
  if (body.best_of != null && body.best_of !== sampling.n) {
    throw badRequest('best_of is not supported beyond n.', 'best_of', 'unsupported_parameter');
  }
  const prompts = promptsOf(body.prompt);
  if (prompts.length === 0) throw badRequest('There is no prompt.', 'prompt');
  if (prompts.length > mostPrompts) {
    throw badRequest(`A request holds at most ${mostPrompts} prompts.`, 'prompt');
  }
  return {
    sampling,
    prompts,
    maxNewTokens: body.max_tokens ?? body.max_completion_tokens ?? defaultNewTokens,
    logprobs: body.logprobs ?? null,
    echo: body.echo ?? false,
  };
}

function promptsOf(prompt: z.infer<typeof schema>['prompt']): readonly RawPrompt[] {
  if (typeof prompt === 'string') return [prompt];
  const ids: number[] = [];
  const several: RawPrompt[] = [];
  for (const part of prompt) {
    if (typeof part === 'number') ids.push(part);
    else several.push(part);
  }
  return ids.length > 0 ? [ids] : several;
}
