// Reads reference answers from an item's columns.
import type { TaskItem } from '../tasks/task';

/**
 * The reference as text. A solution as GSM8K publishes it gives what stands behind its `####`.
 * @throws Error where the item has none: the verifier then gives null for the item.
 */
export function referenceText(item: TaskItem, column: string): string {
  const value = Object.hasOwn(item.columns, column) ? item.columns[column] : undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string')
    throw new Error(`item ${item.id} has no text or number in column "${column}".`);
  const text = value.includes('####') ? value.slice(value.lastIndexOf('####') + 4) : value;
  if (text.trim() === '') throw new Error(`the reference of item ${item.id}, column "${column}", is empty.`);
  return text.trim();
}
