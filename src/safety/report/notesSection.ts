// Comparability notes and caveats, all of them, the gravest first.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { ComparisonSummary } from '../../protocol/summary';
import { allNotes, noFindings } from '../presentation/allNotes';
import { noteLabel, severityLabels } from '../presentation/labels';
import { html, type Html } from '../presentation/html';
import { section } from './reportSection';
import { wholeFigures } from '../presentation/wholeFigures';

/** What the gate found and what the analysis says; what both carry is shown once. */
export function notesSection(facts: ComparisonFacts, summary: ComparisonSummary): Html {
  const notes = allNotes(facts.gate, summary.notes);
  const content =
    notes.length === 0
      ? html`<p>${noFindings(facts)}</p>`
      : html`<ul class="findings">
          ${notes.map(
            (note) =>
              html`<li class="finding ${note.severity}">
                <span class="severity">${severityLabels[note.severity]}</span>
                <span class="words"
                  >${wholeFigures(note.message)} <span class="note-id">(${noteLabel(note.id)})</span></span
                >
              </li>`,
          )}
        </ul>`;
  return section('comparability', 'Can the two be compared?', content);
}
