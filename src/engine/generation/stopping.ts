// When a row ends, as small rules that are composed: an end token, a stop string, a hook, the token limit.
import type { FinishReason } from '../../protocol/generation';
import type { ChatTokenizer } from '../checkpoints/checkpoint';
import type { StepContext, StoppingRule } from './hooks';
import { StopWatcher } from './stopStrings';

/** How a row ends. */
export interface Ending {
  readonly finishReason: FinishReason;
  /** How many of its tokens it keeps. */
  readonly tokens: number;
  readonly text: string;
}

/** Called after each token with all tokens so far; null: the row goes on. */
export type EndingRule = (tokenIds: readonly number[]) => Ending | null;

type Decode = ChatTokenizer['decode'];

/** The first rule that applies decides. */
export function firstEnding(rules: readonly EndingRule[]): EndingRule {
  return (tokenIds) => {
    for (const rule of rules) {
      const ending = rule(tokenIds);
      if (ending !== null) return ending;
    }
    return null;
  };
}

/** The end token stays among the tokens and out of the text. */
export function atEndToken(endTokens: readonly number[], decode: Decode): EndingRule {
  return (tokenIds) =>
    endTokens.includes(tokenIds.at(-1) ?? -1)
      ? { finishReason: 'stop', tokens: tokenIds.length, text: decode(tokenIds.slice(0, -1)) }
      : null;
}

/** Text and tokens end before the stop string. */
export function atStopString(stops: readonly string[], decode: Decode): EndingRule {
  const watcher = new StopWatcher(decode, stops);
  return (tokenIds) => {
    const hit = watcher.check(tokenIds);
    return hit === null ? null : { finishReason: 'stopString', ...hit };
  };
}

/** Where one of the hooks says so; the token stays. */
export function atHook(hooks: readonly StoppingRule[], context: StepContext, decode: Decode): EndingRule {
  return (tokenIds) =>
    hooks.some((hook) => hook(context))
      ? { finishReason: 'stop', tokens: tokenIds.length, text: decode(tokenIds) }
      : null;
}

export function atLimit(limit: number, decode: Decode): EndingRule {
  return (tokenIds) =>
    tokenIds.length >= limit
      ? { finishReason: 'length', tokens: tokenIds.length, text: decode(tokenIds) }
      : null;
}
