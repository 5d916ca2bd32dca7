// How much memory weights may take on this machine. Knows no weights.
import { totalmem } from 'node:os';

/**
 * Bytes of weights that are kept loaded; the rest is for keys and values (`cacheBudget`) and for what a pass needs.
 * @param memoryLimit bytes that the user allows; null: the machine's
 */
export function weightsBudget(memoryLimit: number | null): number {
  return (memoryLimit ?? totalmem()) * 0.6;
}
