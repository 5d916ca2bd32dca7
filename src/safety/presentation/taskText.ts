// What the verifier of a task compares answers with, as a person reads it.
import type { TaskColumns } from '../../protocol/suites';

/** Characters that stand on one line of a narrow page. */
const shortest = 80;

/** A line per column of the dataset: "answer: 105". */
export function taskText(task: TaskColumns): string {
  return Object.entries(task)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}

/** Whether it is read at a glance; tests of code are not. */
export function isBrief(text: string): boolean {
  return text.length <= shortest && !text.includes('\n');
}
