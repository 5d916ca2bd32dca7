// Comparability notes and caveats, all of them, the gravest first.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { ComparisonSummary, NoteSeverity } from '../../protocol/summary';
import { html, type Html } from './html';
import { section } from './reportSection';

const severities: readonly (readonly [NoteSeverity, label: string])[] = [
  ['error', 'Error'],
  ['warning', 'Warning'],
  ['note', 'Note'],
];

const allClear =
  'Weights, adapter, tokenizer, chat template, number format and settings were checked: nothing stands against the comparison.';

/** What the gate found and what the analysis says; what both carry is shown once. */
export function notesSection(facts: ComparisonFacts, summary: ComparisonSummary): Html {
  const notes = new Map(
    [...facts.gate, ...summary.notes].map((note) => [`${note.id}\n${note.message}`, note]),
  );
  const sorted = severities.flatMap(([severity, label]) =>
    [...notes.values()].filter((note) => note.severity === severity).map((note) => ({ note, label })),
  );
  const content =
    sorted.length === 0
      ? html`<p>${facts.base === null || facts.tuned === null ? 'Not checked yet.' : allClear}</p>`
      : html`<ul class="findings">
          ${sorted.map(
            ({ note, label }) =>
              html`<li class="finding ${note.severity}">
                <span class="severity">${label}</span>
                <span class="words">${note.message} <code class="note-id">${note.id}</code></span>
              </li>`,
          )}
        </ul>`;
  return section('comparability', 'Can the two be compared?', content);
}
