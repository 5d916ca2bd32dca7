// What limits the comparison: findings of the gate and of the analysis, the gravest first.
import { html, svg, type TemplateResult } from 'lit';
import type { Note, NoteSeverity } from '../../../src/protocol/summary';

const words: Readonly<Record<NoteSeverity, string>> = { error: 'Error', warning: 'Warning', note: 'Note' };
const marks: Readonly<Record<NoteSeverity, TemplateResult>> = {
  error: svg`<circle cx="8" cy="8" r="6.5" /><path d="M5.5 5.5l5 5m0-5l-5 5" />`,
  warning: svg`<path d="M8 1.8L14.8 14H1.200z M8 6v4 M8 11.800v0.700" />`,
  note: svg`<circle cx="8" cy="8" r="6.5" /><path d="M8 7.200v4 M8 4.700v0.700" />`,
};
const order: readonly NoteSeverity[] = ['error', 'warning', 'note'];

export function notesList(notes: readonly Note[]): TemplateResult {
  const sorted = [...notes].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return html`<ul class="notes">
    ${sorted.map(
      ({ severity, message }) =>
        html`<li>
          <svg class=${severity} viewBox="0 0 16 16" aria-hidden="true">${marks[severity]}</svg>
          <span><strong>${words[severity]}:</strong> ${message}</span>
        </li>`,
    )}
  </ul>`;
}
