// Makes the verifiers of a run from the `rewards` part of its configuration: a total table by id.
import { GuardrailError } from '../../../protocol/errors';
import type { TaskItem, Verifier } from '../tasks/task';
import { createAnswerProcess } from './answerProcess';
import { boxedVerifier } from './boxedVerifier';
import { countdownVerifier } from './countdownVerifier';
import { formatVerifier } from './formatVerifier';
import { lengthVerifier } from './lengthVerifier';
import { numberVerifier } from './numberVerifier';
import { regexVerifier } from './regexVerifier';
import { unitTestVerifier } from './unitTestVerifier';
import type { SpecOf, VerifierId, VerifierSpec } from './verifierSpec';

export interface VerifierDependencies {
  /** Opens a reward model as a verifier; null where the caller has none to offer. */
  readonly rewardModel: ((spec: SpecOf<'reward_model'>) => Verifier) | null;
}

type Factories = {
  readonly [Id in VerifierId]: (spec: SpecOf<Id>, dependencies: VerifierDependencies) => Verifier;
};

const factories: Factories = {
  number: numberVerifier,
  boxed: (spec) => boxedVerifier(spec, createAnswerProcess()),
  countdown: countdownVerifier,
  format: (spec) => formatVerifier(spec, createAnswerProcess()),
  length: lengthVerifier,
  regex: (spec) => regexVerifier(spec, createAnswerProcess()),
  unit_tests: unitTestVerifier,
  reward_model: (spec, { rewardModel }) => {
    if (rewardModel !== null) return rewardModel(spec);
    throw new GuardrailError(
      'configInvalid',
      'A reward model cannot be used here.',
      'Take another verifier for this run.',
    );
  },
};

/** @throws GuardrailError configInvalid for parameters that cannot work, like a malformed pattern. */
export function createVerifier(spec: VerifierSpec, dependencies: VerifierDependencies): Verifier {
  const factory = factories[spec.verifier] as (
    spec: VerifierSpec,
    dependencies: VerifierDependencies,
  ) => Verifier;
  return factory(spec, dependencies);
}

/**
 * Checks that the items' references are such as a verifier can compare with: an item that it can never score would count as
 * wrong in every evaluation.
 * @throws GuardrailError datasetInvalid with the first that is not.
 */
export function checkReferences(verifier: Verifier, items: readonly TaskItem[]): void {
  const problems = items.flatMap((item) => {
    try {
      verifier.checkItem(item);
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
  const [first] = problems;
  if (first === undefined) return;
  throw new GuardrailError(
    'datasetInvalid',
    `${problems.length} of ${items.length} items cannot be scored by the verifier "${verifier.id}"; the first: ${first}`,
    'Mend these rows or leave them out, or take the verifier that fits them: number, boxed for LaTeX, unit_tests for Python.',
  );
}

/**
 * Checks that the items have the columns that a verifier needs, before anything is sampled.
 * @throws GuardrailError datasetInvalid naming the first item without one.
 */
export function checkColumns(verifier: Verifier, items: readonly TaskItem[]): void {
  for (const item of items) {
    const missing = verifier.needs.find((column) => !Object.hasOwn(item.columns, column));
    if (missing === undefined) continue;
    throw new GuardrailError(
      'datasetInvalid',
      `Item ${item.id} of the dataset has no column "${missing}", which the verifier "${verifier.id}" needs; it has ${Object.keys(item.columns).join(', ') || 'none'}.`,
      `Add the column, name the one that holds it ("rename_columns": {"<yours>": "${missing}"}), or give the verifier its name ("column").`,
    );
  }
}
