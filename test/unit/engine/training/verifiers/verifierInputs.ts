// Inputs of verifiers for the tests: an item with columns, and a completion.
import type { TaskItem, Verifier, VerifierInput } from '../../../../../src/engine/training/tasks/task';
import { createVerifier } from '../../../../../src/engine/training/verifiers/createVerifier';
import { verifierSpec } from '../../../../../src/engine/training/verifiers/verifierSpec';

export function itemWith(columns: Readonly<Record<string, unknown>>): TaskItem {
  return { id: 'item', context: [], prompt: 'prompt', columns, completion: null, preference: null };
}

export function inputOf(item: TaskItem, answer: string, truncated = false): VerifierInput {
  return { item, answer, raw: answer, truncated, tokens: answer.length };
}

export function verifierOf(spec: Readonly<Record<string, unknown>>): Verifier {
  return createVerifier(verifierSpec.parse(spec), { rewardModel: null });
}

/** The reward of one completion. */
export async function rewardOf(
  verifier: Verifier,
  columns: Readonly<Record<string, unknown>>,
  answer: string,
  truncated = false,
): Promise<number | null | undefined> {
  const [result] = await verifier.check([inputOf(itemWith(columns), answer, truncated)]);
  return result?.reward;
}

/** A text for the name of a test: short, on one line. */
export function shown(text = ''): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text);
}
