// Supervised fine-tuning: the cross-entropy of given completions, or of plain texts.
import { GuardrailError } from '../../../protocol/errors';
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import { neg } from '../../graph/ops';
import type { Loss } from '../losses/loss';
import { requireInput } from '../losses/lossInputs';
import { weightedSum } from '../losses/policyTerms';
import type { TrainingSequence } from '../model/trainingModel';
import type { TaskItem } from '../tasks/task';
import type { Kept, OfflineAlgorithm, Reading, SampleInputs } from './algorithm';
import { commonSettings } from './algorithmSettings';
import { answeredRows, leftOut, nothingToLearn } from './answeredRows';
import { offlineRun } from './runDefaults';
import { tokenMeanWeights } from './sampleInputs';

export const sft: OfflineAlgorithm = {
  kind: 'offline',
  makes: 'policy',
  run: { ...offlineRun, learningRate: 2e-5 },
  defaults: commonSettings,
  reads: [],
  needs: 'completions',
  loss: () => sftLoss,
  examples: async (items, reading) => {
    const { rows, remarks } = await completionRows(items, reading);
    return { rows: rows.map((row) => [row]), remarks };
  },
  ofTexts: (texts, reading) => textRows(texts, reading).map((row) => [row]),
  inputs: (examples) => Promise.resolve(sftInputs(examples.map(([row]) => row?.scored.length ?? 0))),
  evaluate: async (examples, score) => ({
    eval_loss: meanLoss((await score(examples.flat(), 'current')).logprobs),
  }),
};

/** −Σ_t w_t log π_t over completion tokens; with w = 1 / tokens of the optimisation step it is their mean, as in TRL. */
export const sftLoss: Loss = {
  inputs: { weights: 'token' },
  needsValues: false,
  build: (g, { logprobs }, inputs) => ({
    loss: neg(g, weightedSum(g, requireInput(inputs, 'weights'), logprobs)),
    metrics: {},
  }),
};

/** Weights of the completions of one optimisation step, from their lengths: the mean over all completion tokens. */
export function sftInputs(lengths: readonly number[]): SampleInputs[] {
  return tokenMeanWeights(lengths).map(({ weights = new Float32Array() }) => ({ weights }));
}

/** Mean over tokens of −log π, nats. */
function meanLoss(rows: readonly Float32Array[]): number {
  let sum = 0;
  let tokens = 0;
  for (const logprobs of rows) {
    for (const logprob of logprobs) sum -= logprob;
    tokens += logprobs.length;
  }
  return sum / Math.max(1, tokens);
}

/**
 * Prompt and completion through the chat template; the completion's tokens are learned, the token that ends the turn
 * included. Rows are cut at `maxLength`; those of which nothing to learn is left are left out.
 * @throws GuardrailError datasetInvalid where the dataset has no completions, or nothing is left.
 */
export async function completionRows(
  items: readonly TaskItem[],
  reading: Pick<Reading, 'tokenizer' | 'variables' | 'maxLength'>,
): Promise<Kept<TrainingSequence>> {
  const { maxLength } = reading;
  const pairs = items.flatMap((item) =>
    item.completion === null ? [] : [{ item, answer: item.completion }],
  );
  if (pairs.length === 0)
    throw nothingToLearn(
      'completions: sft learns from a column `completion`, from `messages`, or from the solutions of a published dataset',
      'Name the column that holds them: "rename_columns": {"<yours>": "completion"}, or make them of others: "completion_template": "The answer is {answer}."',
    );
  const whole = await answeredRows(pairs, reading);
  const rows = whole.map((row) => cutRow(row, maxLength)).filter(({ scored }) => scored.length > 0);
  const long = whole.filter(({ ids }) => ids.length > maxLength).length;
  const lost = whole.length - rows.length;
  if (rows.length === 0) {
    throw new GuardrailError(
      'datasetInvalid',
      `All ${whole.length} prompts have ${maxLength} tokens or more: nothing of their completions is left to learn.`,
      'Raise max_length.',
    );
  }
  return {
    rows,
    remarks: [
      ...leftOut(items.length - pairs.length, items.length, 'have no completion and are left out'),
      ...leftOut(lost, whole.length, `have no completion within ${maxLength} tokens and are left out`),
      ...leftOut(long - lost, whole.length, `have more than ${maxLength} tokens and are cut`),
    ],
  };
}

function cutRow({ ids, scored }: TrainingSequence, maxLength: number): TrainingSequence {
  if (ids.length <= maxLength) return { ids, scored };
  return { ids: ids.slice(0, maxLength), scored: scored.filter((position) => position < maxLength) };
}

/**
 * Plain texts, each followed by an end token. `packing`: joined and cut into rows of `maxLength`, the rest that fills no row
 * left out (where nothing fills one, the rest is the only row); else one row each. Every token but the first is learned.
 */
export function textRows(
  texts: readonly string[],
  reading: Pick<Reading, 'maxLength' | 'packing'> & {
    readonly tokenizer: Pick<ChatTokenizer, 'encode' | 'eosTokenIds'>;
  },
): TrainingSequence[] {
  const { tokenizer, maxLength, packing } = reading;
  const [end] = tokenizer.eosTokenIds;
  const encoded = texts.map((text) => [...tokenizer.encode(text), ...(end === undefined ? [] : [end])]);
  const rows: number[][] = [];
  if (packing) {
    let row: number[] = [];
    for (const ids of encoded) {
      for (const id of ids) {
        row.push(id);
        if (row.length === maxLength) {
          rows.push(row);
          row = [];
        }
      }
    }
    if (rows.length === 0) rows.push(row);
  } else rows.push(...encoded.map((ids) => ids.slice(0, maxLength)));
  return rows
    .filter((ids) => ids.length > 1)
    .map((ids) => ({ ids, scored: Array.from({ length: ids.length - 1 }, (_, i) => i + 1) }));
}
