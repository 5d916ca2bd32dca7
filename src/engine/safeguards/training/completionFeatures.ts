// Completions as numbers for a critic: the mean state over their tokens and the state after the last, of the model before training.
import type { Completion } from '../../training/loop/sampleCompletions';
import type { SafeguardedRun } from './trainingSafeguard';

/** Completions whose states are held at once. */
const together = 16;

/** Of a residual stream so wide. */
export function featureCount(hiddenSize: number): number {
  return 2 * hiddenSize;
}

/** Behind three quarters of the layers, where no `layer` is named: late enough to know what is said, before words are chosen. */
export function featureLayer(layer: number | undefined, layers: number): number {
  return layer ?? Math.min(layers - 1, Math.floor(0.75 * layers));
}

/** The first tokens of a completion. */
export interface Beginning {
  readonly tokens: number;
  /** [2 · hidden], of norm 1. */
  readonly features: Float32Array;
}

/**
 * By completion, at most `most` of its beginnings, evenly spread; the last is the whole. The model before training does not move, so
 * that what a critic has learned stays true.
 * @throws GuardrailError cancelled, memoryLimit
 */
export async function completionFeatures(
  { model, signal, base }: Pick<SafeguardedRun, 'model' | 'signal' | 'base'>,
  completions: readonly Completion[],
  { layer, most }: { readonly layer: number; readonly most: number },
): Promise<Beginning[][]> {
  const rows = completions.map(({ prompt: { promptIds }, generated: { tokenIds } }) => ({
    // The token behind the last one is never read.
    ids: [...promptIds, ...tokenIds, 0],
    scored: tokenIds.map((_, index) => promptIds.length + index + 1),
  }));
  const features: Beginning[][] = [];
  for (let from = 0; from < rows.length; from += together) {
    const part = rows.slice(from, from + together);
    const [states = []] = await model.states(part, [layer], 'reference', signal);
    features.push(...states.map((state) => beginningsOf(state, base.config.hiddenSize, most)));
  }
  return features;
}

/** `states`: [tokens · hidden], after each token. */
function beginningsOf(states: Float32Array, hidden: number, most: number): Beginning[] {
  const sums = new Float64Array(hidden);
  let summed = 0;
  return lengthsOf(states.length / hidden, most).map((tokens) => {
    for (; summed < tokens; summed++) {
      for (let i = 0; i < hidden; i++) sums[i] = (sums[i] ?? 0) + (states[summed * hidden + i] ?? 0);
    }
    const features = new Float32Array(featureCount(hidden));
    features.set(sums.map((sum) => sum / Math.max(1, tokens)));
    features.set(states.subarray(Math.max(0, tokens - 1) * hidden, tokens * hidden), hidden);
    const norm = Math.sqrt(features.reduce((sum, value) => sum + value * value, 0)) || 1;
    return { tokens, features: features.map((value) => value / norm) };
  });
}

/** Rising; the last is `tokens`. */
function lengthsOf(tokens: number, most: number): number[] {
  const count = Math.max(1, Math.min(most, tokens));
  return Array.from({ length: count }, (_, index) => Math.ceil(((index + 1) * tokens) / count));
}
