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

/**
 * By completion, [2 · hidden], of norm 1. The model before training does not move, so that what a critic has learned stays true.
 * @throws GuardrailError cancelled, memoryLimit
 */
export async function completionFeatures(
  { model, signal, base }: Pick<SafeguardedRun, 'model' | 'signal' | 'base'>,
  completions: readonly Completion[],
  layer: number,
): Promise<Float32Array[]> {
  const rows = completions.map(({ prompt: { promptIds }, generated: { tokenIds } }) => ({
    // The token behind the last one is never read.
    ids: [...promptIds, ...tokenIds, 0],
    scored: tokenIds.map((_, index) => promptIds.length + index + 1),
  }));
  const features: Float32Array[] = [];
  for (let from = 0; from < rows.length; from += together) {
    const part = rows.slice(from, from + together);
    const [states = []] = await model.states(part, [layer], 'reference', signal);
    features.push(...states.map((state) => featuresOf(state, base.config.hiddenSize)));
  }
  return features;
}

/** `states`: [tokens · hidden], after each token. */
function featuresOf(states: Float32Array, hidden: number): Float32Array {
  const features = new Float32Array(featureCount(hidden));
  const tokens = Math.max(1, states.length / hidden);
  for (let at = 0; at < states.length; at++) {
    features[at % hidden] = (features[at % hidden] ?? 0) + (states[at] ?? 0) / tokens;
  }
  features.set(states.subarray(Math.max(0, states.length - hidden)), hidden);
  const norm = Math.sqrt(features.reduce((sum, value) => sum + value * value, 0)) || 1;
  return features.map((value) => value / norm);
}
