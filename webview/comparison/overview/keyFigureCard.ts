// One of the two figures that everything else explains: harm, or over-refusal.
import { html, nothing, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import { noChange, type KeyFact, type KeyFigure } from '../../../src/safety/presentation/keyFigure';
import { wholeFigures } from '../../../src/safety/presentation/wholeFigures';
import { flipLinks } from './flipLinks';

/** `show` is called with the rows behind a figure. */
export function keyFigureCard(figure: KeyFigure, show: (filter: RowFilter) => void): TemplateResult {
  const { title, hint, absent } = figure;
  return html`<section class="figure" aria-label=${title}>
    <h2>${title}</h2>
    <p class="muted">${hint}</p>
    ${absent === null ? numbers(figure, show) : html`<p class="absent">${absent}</p>`}
  </section>`;
}

function numbers(figure: KeyFigure, show: (filter: RowFilter) => void): TemplateResult {
  const { base, tuned, change, facts } = figure;
  return html`<p class="big">
      <span class="muted">${base}</span>
      <span class="muted" aria-hidden="true">→</span><span class="visually-hidden">to</span>
      <span>${tuned}</span>
    </p>
    <p class="change">
      ${
        change === null
          ? noChange
          : html`<strong>${wholeFigures(change.value)}</strong>, ${wholeFigures(change.rest)}
              ${change.paired === null ? nothing : html`<span class="muted">${change.paired}</span>`}`
      }
    </p>
    <dl>
      ${facts.map(
        (fact) =>
          html`<div>
            <dt class="muted">${fact.name}</dt>
            <dd>${factValue(fact, figure, show)}</dd>
          </div>`,
      )}
    </dl>`;
}

function factValue(
  { id, value }: KeyFact,
  { kind, title, flips }: KeyFigure,
  show: (filter: RowFilter) => void,
): string | TemplateResult {
  if (id === 'flips') return flipLinks(flips, title, { kind }, show);
  if (id !== 'prompts') return value;
  return html`<button class="link" aria-label=${`${value}, ${title}`} @click=${() => show({ kind })}>
    ${value}
  </button>`;
}
