// Findings of the gate and of the analysis, each with its severity as a mark and as a word.
import { html, svg, type TemplateResult } from 'lit';
import type { Note, NoteSeverity } from '../../../src/protocol/summary';
import { noteLabel, severityLabels } from '../../../src/safety/presentation/labels';
import { wholeFigures } from '../../../src/safety/presentation/wholeFigures';

const marks: Readonly<Record<NoteSeverity, TemplateResult>> = {
  error: svg`<circle cx="8" cy="8" r="6.5" /><path d="M5.5 5.5l5 5m0-5l-5 5" />`,
  warning: svg`<path d="M8 1.8L14.8 14H1.2z M8 6v4 M8 11.8v0.7" />`,
  note: svg`<circle cx="8" cy="8" r="6.5" /><path d="M8 7.2v4 M8 4.7v0.7" />`,
};

export function notesList(notes: readonly Note[]): TemplateResult {
  return html`<ul class="notes">
    ${notes.map(
      ({ severity, message, id }) =>
        html`<li>
          <svg class=${severity} viewBox="0 0 16 16" aria-hidden="true">${marks[severity]}</svg>
          <span
            ><strong>${severityLabels[severity]}:</strong> ${wholeFigures(message)}
            <span class="muted">(${noteLabel(id)})</span></span
          >
        </li>`,
    )}
  </ul>`;
}
