// Comparability notes and caveats, all of them, the gravest first.
import type { Note, NoteSeverity } from '../../protocol/summary';
import { html, type Html } from './html';
import { section } from './reportSection';

const severities: readonly (readonly [NoteSeverity, label: string])[] = [
  ['error', 'Error'],
  ['warning', 'Warning'],
  ['note', 'Note'],
];

/** `gate` is what was found before the run, `found` what the analysis says; what both carry is shown once. */
export function notesSection(gate: readonly Note[], found: readonly Note[]): Html {
  const notes = new Map([...gate, ...found].map((note) => [`${note.id}\n${note.message}`, note]));
  const sorted = severities.flatMap(([severity, label]) =>
    [...notes.values()].filter((note) => note.severity === severity).map((note) => ({ note, label })),
  );
  const content =
    sorted.length === 0
      ? html`<p>
          Weights, adapter, tokenizer, chat template, number format and settings were checked: nothing stands
          against the comparison.
        </p>`
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
