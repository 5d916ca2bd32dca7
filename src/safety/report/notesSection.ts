// Comparability notes and caveats, all of them, the gravest first.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { ComparisonSummary, NoteSeverity } from '../../protocol/summary';
import { allNotes } from '../analysis/allNotes';
import { html, type Html } from './html';
import { section } from './reportSection';
import { wholeFigures } from './wholeFigures';

const severityLabels: Readonly<Record<NoteSeverity, string>> = {
  error: 'Error',
  warning: 'Warning',
  note: 'Note',
};

const allClear =
  'Weights, adapter, tokenizer, chat template, number format and settings were checked: nothing stands against the comparison.';

/** What the gate found and what the analysis says; what both carry is shown once. */
export function notesSection(facts: ComparisonFacts, summary: ComparisonSummary): Html {
  const notes = allNotes(facts.gate, summary.notes);
  const content =
    notes.length === 0
      ? html`<p>${facts.base === null || facts.tuned === null ? 'Not checked yet.' : allClear}</p>`
      : html`<ul class="findings">
          ${notes.map(
            (note) =>
              html`<li class="finding ${note.severity}">
                <span class="severity">${severityLabels[note.severity]}</span>
                <span class="words"
                  >${wholeFigures(note.message)} <code class="note-id">${note.id}</code></span
                >
              </li>`,
          )}
        </ul>`;
  return section('comparability', 'Can the two be compared?', content);
}
