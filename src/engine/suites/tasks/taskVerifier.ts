// Which verifiers can score a benchmark of tasks, and what they read of a task: the training's, as far as they check answers.
import { z } from 'zod';
import type { SuiteManifest, TaskColumns } from '../../../protocol/suites';
import { GuardrailError } from '../../../protocol/errors';
import { createVerifier } from '../../training/verifiers/createVerifier';
import { verifierSpec, type VerifierId, type VerifierSpec } from '../../training/verifiers/verifierSpec';
import type { TaskItem, Verifier } from '../../training/tasks/task';

/** Those that say of an answer that it is right or not. Form and length say nothing of it, a learned score has no line to cross. */
const checking = [
  'number',
  'boxed',
  'countdown',
  'regex',
  'unit_tests',
] as const satisfies readonly VerifierId[];

/**
 * The verifier that a manifest names.
 * @throws GuardrailError suiteInvalid where it names none that checks answers, or with parameters that it does not take
 */
export function taskVerifierSpec({ id, verifier }: Pick<SuiteManifest, 'id' | 'verifier'>): VerifierSpec {
  const parsed = verifierSpec.safeParse(verifier);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unusable(
      id,
      `its verifier does not fit: ${z.core.toDotPath(issue?.path ?? [])} ${issue?.message ?? ''}`.trim(),
    );
  }
  const spec = parsed.data;
  if (!checking.some((known) => known === spec.verifier)) {
    throw unusable(id, `the verifier "${spec.verifier}" does not check answers`);
  }
  if (spec.verifier === 'unit_tests' && spec.partial) {
    throw unusable(id, 'a task is solved or not, so that "partial" cannot be asked for');
  }
  return spec;
}

/** @throws GuardrailError suiteInvalid for parameters that cannot work, like a malformed pattern */
export function openTaskVerifier(spec: VerifierSpec): Verifier {
  return createVerifier(spec, { rewardModel: null });
}

/** What of a dataset's columns a comparison keeps of a task. */
export function columnsRead(spec: VerifierSpec, verifier: Pick<Verifier, 'needs'>): readonly string[] {
  return spec.verifier === 'unit_tests'
    ? [...verifier.needs, 'code_head', 'entry_point', 'test_setup']
    : verifier.needs;
}

/** As a verifier is given it. */
export function taskItem(id: string, prompt: string, columns: TaskColumns): TaskItem {
  return { id, context: [], prompt, columns, completion: null, preference: null };
}

function unusable(id: string, problem: string): GuardrailError {
  return new GuardrailError(
    'suiteInvalid',
    `The benchmark ${id} cannot be scored: ${problem}.`,
    `Name one of ${checking.join(', ')} in its manifest, as in a training configuration: "verifier": {"verifier": "number"}.`,
  );
}
