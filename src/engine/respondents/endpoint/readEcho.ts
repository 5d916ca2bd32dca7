// Reads raw completions that echo their prompt with its own log-probabilities.
import { z } from 'zod';
import type { Reading } from '../../network/httpClient';
import type { ScoredToken } from '../respondent';
import { endpointFailed } from './endpointFailed';
import { parseJsonBody } from './parseJsonBody';

/** A text's tokens as the server divides it; a first token has no log-probability. */
export interface Echo {
  readonly tokens: readonly string[];
  readonly logprobs: readonly (number | null)[];
}

const echoSchema = z.object({
  choices: z
    .array(
      z.object({
        logprobs: z
          .object({
            tokens: z.array(z.string()),
            token_logprobs: z.array(z.number().max(1e-3).nullable()),
          })
          .nullish()
          .catch(null),
      }),
    )
    .min(1),
  usage: z.object({ completion_tokens: z.int().nonnegative() }).nullish().catch(null),
});

/** null: the server answers, but does not echo with log-probabilities. */
export function readEcho(body: string, newTokens: number): Reading<Echo | null> {
  const json = parseJsonBody(body);
  if (json.kind !== 'value') return json;
  const parsed = echoSchema.safeParse(json.value);
  if (!parsed.success) {
    return { kind: 'unreadable', reason: 'The server answered with JSON that is no completion.' };
  }
  const found = parsed.data.choices[0]?.logprobs ?? null;
  if (found === null || found.tokens.length !== found.token_logprobs.length)
    return { kind: 'value', value: null };
  const end = found.tokens.length - (parsed.data.usage?.completion_tokens ?? newTokens);
  const value = { tokens: found.tokens.slice(0, end), logprobs: found.token_logprobs.slice(0, end) };
  return { kind: 'value', value };
}

/**
 * The answer's tokens: those behind what the echo of the prompt alone has in common with the echo of both. A token that
 * reaches over the border belongs to the answer.
 * @throws GuardrailError endpointFailed where one of them has no log-probability
 */
export function answerTokens(prompt: Echo, both: Echo): ScoredToken[] {
  let from = 0;
  while (from < prompt.tokens.length && prompt.tokens[from] === both.tokens[from]) from++;
  return both.tokens.slice(from).map((text, index) => {
    const logprob = both.logprobs[from + index] ?? null;
    if (logprob === null) throw cannotScore();
    return { text, id: null, logprob };
  });
}

export function cannotScore(): ReturnType<typeof endpointFailed> {
  return endpointFailed(
    'The server does not score given text: its completions have no `echo` with `logprobs`.',
    'vLLM and `guardrail-lens serve` do; llama.cpp and most hosted servers do not.',
  );
}
