// The parts that every answer has: its id, usage, and why a choice ended.
import { randomUUID } from 'node:crypto';
import type { ServedModel } from '../servedModel';
import type { FinishedChoice } from '../text/choiceInProgress';

/** What all parts of one answer begin with. */
export function answerHead(prefix: 'chatcmpl' | 'cmpl', object: string, model: ServedModel): object {
  return {
    id: `${prefix}-${randomUUID().replaceAll('-', '')}`,
    object,
    created: Math.floor(Date.now() / 1000),
    model: model.id,
    system_fingerprint: model.systemFingerprint,
  };
}

/** Why a choice ended, in OpenAI's word; and as vLLM says it, the stop string that ended it. */
export interface Ending {
  readonly finish_reason: 'stop' | 'length' | null;
  readonly stop_reason: string | null;
}

/** Of a part of a choice that goes on. */
export const goesOn: Ending = { finish_reason: null, stop_reason: null };
export const atLimit: Ending = { finish_reason: 'length', stop_reason: null };

export function endingOf({ generated, stopString }: FinishedChoice): Ending {
  return { finish_reason: generated.finishReason === 'length' ? 'length' : 'stop', stop_reason: stopString };
}

export function usageOf(prompts: readonly (readonly number[])[], choices: readonly FinishedChoice[]): object {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const promptTokens = sum(prompts.map((ids) => ids.length));
  const completionTokens = sum(choices.map(({ generated }) => generated.tokenIds.length));
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
