// A shield's hooks: the state at which a token is chosen is scored, and from a score on the rest of the answer is a sentence that
// declines. Knows no predictor.
import type { StepContext, StepHooks } from '../../generation/hooks';
import type { LocalAccess } from '../../respondents/respondent';

/** What stands for an answer that is declined. */
export const refusal = "I can't help with that.";

export interface Watch {
  readonly layer: number;
  /** Of a state, [hidden]. */
  readonly score: (state: Float32Array) => number;
  /** A row whose score is not below it is handed over. */
  readonly threshold: number;
}

interface RowState {
  score: number;
  /** How many tokens the model chose itself; null: it still does. */
  handedOverAt: number | null;
}

/** Tokens of the sentence have probability 1. Rows are told apart by the context that the generator makes for each. */
export function refusingBackup(
  { config, tokenizer }: Pick<LocalAccess, 'config' | 'tokenizer'>,
  { layer, score, threshold }: Watch,
): StepHooks {
  const rows = new WeakMap<StepContext, RowState>();
  const end = tokenizer.eosTokenIds[0];
  const sentence = (text: string): number[] => [
    ...tokenizer.encode(text),
    ...(end === undefined ? [] : [end]),
  ];
  const [atOnce, later] = [sentence(refusal), sentence(`\n\n${refusal}`)];
  const { hiddenSize } = config;
  return {
    readers: [
      {
        layer,
        read: (context, from, values) => {
          const row = rows.get(context) ?? { score: -Infinity, handedOverAt: null };
          rows.set(context, row);
          // A prompt is not scored but at its end.
          const last = from + values.length / hiddenSize;
          if (row.handedOverAt === null && last >= context.promptIds.length) {
            row.score = score(values.subarray(values.length - hiddenSize));
          }
        },
      },
    ],
    logits: [
      (context, logits) => {
        const row = rows.get(context);
        if (row === undefined) return;
        const { length } = context.tokenIds;
        if (row.handedOverAt === null && row.score >= threshold) row.handedOverAt = length;
        if (row.handedOverAt === null) return;
        const tokens = row.handedOverAt === 0 ? atOnce : later;
        const token = tokens[length - row.handedOverAt] ?? tokens.at(-1) ?? 0;
        logits.fill(-Infinity);
        logits[token] = 0;
      },
    ],
    // Without an end token the sentence itself is the end.
    stop: [
      (context) => {
        const row = rows.get(context);
        if (row?.handedOverAt == null) return false;
        const tokens = row.handedOverAt === 0 ? atOnce : later;
        return context.tokenIds.length - row.handedOverAt >= tokens.length;
      },
    ],
  };
}
