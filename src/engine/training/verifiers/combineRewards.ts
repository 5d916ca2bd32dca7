// The reward functions of a run and their weighted sum, named as TRL logs them: rewards/<name>/mean.
import type { TaskItem, Verifier, VerifierInput, VerifierResult } from '../tasks/task';
import { checkColumns, checkReferences, createVerifier, type VerifierDependencies } from './createVerifier';
import type { VerifierSpec } from './verifierSpec';

export interface RewardFunction {
  /** Unique in its run. */
  readonly name: string;
  readonly weight: number;
  readonly verifier: Verifier;
}

export interface CombinedReward {
  /** Weighted sum; null where a function with a weight other than 0 failed: the sample then has no reward. */
  readonly reward: number | null;
  /** Before weighting, by name. */
  readonly results: Readonly<Record<string, VerifierResult>>;
}

export interface RewardSet {
  readonly functions: readonly RewardFunction[];
  /** @throws GuardrailError datasetInvalid where an item lacks a column that a function needs, or has no usable reference in it. */
  checkItems(items: readonly TaskItem[]): void;
  /** In the order of the inputs. Functions run one after the other. */
  score(inputs: readonly VerifierInput[], signal?: AbortSignal): Promise<readonly CombinedReward[]>;
  dispose(): Promise<void>;
}

/** @throws GuardrailError configInvalid. */
export function createRewards(specs: readonly VerifierSpec[], dependencies: VerifierDependencies): RewardSet {
  const names = rewardNames(specs);
  const functions = specs.map((spec, i): RewardFunction => ({
    name: names[i] ?? spec.verifier,
    weight: spec.weight,
    verifier: createVerifier(spec, dependencies),
  }));
  return {
    functions,
    checkItems: (items) => {
      for (const { verifier, weight } of functions) {
        checkColumns(verifier, items);
        // What is only logged may fail.
        if (weight !== 0) checkReferences(verifier, items);
      }
    },
    score: async (inputs, signal) => {
      const columns: (readonly VerifierResult[])[] = [];
      for (const { verifier } of functions) columns.push(await verifier.check(inputs, signal));
      return inputs.map((_, row) =>
        combine(
          functions,
          columns.map((column) => column[row]),
        ),
      );
    },
    dispose: async () => {
      await Promise.all(functions.map(({ verifier }) => verifier.dispose()));
    },
  };
}

/** The given name, or the verifier's; a second one of the same name gets a number: number, number_2. */
export function rewardNames(specs: readonly VerifierSpec[]): readonly string[] {
  const taken = new Set<string>();
  return specs.map((spec) => {
    const wanted = spec.name ?? spec.verifier;
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
    taken.add(name);
    return name;
  });
}

function combine(
  functions: readonly RewardFunction[],
  row: readonly (VerifierResult | undefined)[],
): CombinedReward {
  let reward: number | null = 0;
  const results: Record<string, VerifierResult> = {};
  for (const [i, { name, weight }] of functions.entries()) {
    const result = row[i] ?? { reward: null, reason: 'The verifier gave no result.' };
    results[name] = result;
    // A function of weight 0 is there to be logged; its failure costs nothing.
    if (weight === 0) continue;
    reward = reward === null || result.reward === null ? null : reward + weight * result.reward;
  }
  return { reward, results };
}
