// What the descriptions of a configuration's keys say of algorithms: which read a key, and what their defaults are.
import { algorithmIds, isOnline, onlineAlgorithmIds, type AlgorithmId } from '../../../protocol/training';
import type { Algorithm } from '../algorithms/algorithm';
import { algorithms } from '../algorithms/algorithms';

/** "grpo, dr_grpo and dapo" */
export function listed(ids: readonly AlgorithmId[]): string {
  const last = ids.at(-1) ?? '';
  return ids.length < 2 ? last : `${ids.slice(0, -1).join(', ')} and ${last}`;
}

export const onlineNames = listed(onlineAlgorithmIds);
export const offlineIds = algorithmIds.filter((id) => !isOnline(id));
export const offlineNames = listed(offlineIds);

/** Of all algorithms. */
export function algorithmsWhere(holds: (algorithm: Algorithm) => boolean): AlgorithmId[] {
  return algorithmIds.filter((id) => holds(algorithms[id]));
}

/** Those that read one of the keys that some algorithms alone read. */
export function readersOf(key: string): AlgorithmId[] {
  return algorithmsWhere(({ reads }) => reads.some((read) => read === key));
}

/** "0.04 (grpo), 0 (dr_grpo, dapo)": equal defaults together. */
export function defaultsOf(
  ids: readonly AlgorithmId[],
  valueOf: (algorithm: Algorithm) => string | number,
): string {
  const byValue = new Map<string, AlgorithmId[]>();
  for (const id of ids) {
    const value = String(valueOf(algorithms[id]));
    byValue.set(value, [...(byValue.get(value) ?? []), id]);
  }
  return [...byValue].map(([value, own]) => `${value} (${own.join(', ')})`).join(', ');
}

/** Those that can learn from plain texts. */
export const textReaders = algorithmsWhere(
  (algorithm) => algorithm.kind === 'offline' && algorithm.ofTexts !== null,
);
