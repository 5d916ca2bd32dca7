// The parts that every answer has: its id, usage, and why a choice ended.
import { randomUUID } from 'node:crypto';
import type { FinishReason } from '../../../protocol/generation';
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

/** OpenAI's word. */
export function finishReason(reason: FinishReason): 'stop' | 'length' {
  return reason === 'length' ? 'length' : 'stop';
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
