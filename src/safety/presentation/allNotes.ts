// All findings about a comparison in one list: those of the gate and those of the analysis.
import type { ComparisonFacts } from '../../protocol/comparison';
import { noteSeverities, type Note } from '../../protocol/summary';

/** What both carry is there once; the gravest first, otherwise in the order given. */
export function allNotes(gate: readonly Note[], analysis: readonly Note[]): Note[] {
  const notes = new Map([...gate, ...analysis].map((note) => [`${note.id}\n${note.message}`, note]));
  return [...notes.values()].sort(
    (a, b) => noteSeverities.indexOf(a.severity) - noteSeverities.indexOf(b.severity),
  );
}

/** What stands where there are no notes. */
export function noFindings({ base, tuned }: Pick<ComparisonFacts, 'base' | 'tuned'>): string {
  return base === null || tuned === null
    ? 'Not checked yet.'
    : 'Weights, adapter, tokenizer, chat template, number format and settings were checked: nothing stands against the comparison.';
}
