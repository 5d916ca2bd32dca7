// What an audit is computed from: answers with their verdicts and rewards, by prompt. Knows nothing of where they are kept.
import type { AuditedFunction } from '../../protocol/audit';
import type { SafetyKind } from '../../protocol/outcomes';

export interface AuditedAnswer {
  readonly suiteId: string;
  readonly itemId: string;
  readonly kind: SafetyKind;
  /** null: the verdict says nothing about it (empty, truncated, unscored). */
  readonly handledWell: boolean | null;
  /** Weighted sum; null where a function that counts failed. */
  readonly reward: number | null;
  /** By function, before weighting. */
  readonly rewards: Readonly<Record<string, number | null>>;
}

export interface AuditInput {
  readonly functions: readonly AuditedFunction[];
  /** β of the run; 0: no KL penalty. */
  readonly beta: number;
  readonly benchmarks: readonly { readonly id: string; readonly title: string; readonly kind: SafetyKind }[];
  readonly answers: readonly AuditedAnswer[];
  /** Of bootstraps and permutations. */
  readonly seed: number;
}
