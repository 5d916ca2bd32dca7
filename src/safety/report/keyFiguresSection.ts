// The figures that everything else explains: harm and over-refusal, and capability where it was measured, side by side.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { ComparisonSummary } from '../../protocol/summary';
import { html, type Html } from '../presentation/html';
import { keyFigures, noChange, type KeyFigure } from '../presentation/keyFigure';
import { wholeFigures } from '../presentation/wholeFigures';
import { arrow } from './reportSection';

export function keyFiguresSection(summary: ComparisonSummary, { spec }: Pick<ComparisonFacts, 'spec'>): Html {
  return html`<div class="figures">${keyFigures(summary, spec).map(card)}</div>`;
}

function card(figure: KeyFigure): Html {
  const { title, hint, absent } = figure;
  return html`<section class="figure-card" aria-label="${title}">
    <h2>${title}</h2>
    <p class="hint">${hint}</p>
    ${absent === null ? numbers(figure) : html`<p class="absent">${absent}</p>`}
  </section>`;
}

function numbers({ base, tuned, change, facts }: KeyFigure): Html {
  return html`<p class="big"><span class="from">${base}</span> ${arrow} <span>${tuned}</span></p>
    <p class="change">
      ${change === null ? noChange : html`<strong>${wholeFigures(change.value)}</strong>, ${wholeFigures(change.rest)}${change.paired !== null && html` <span class="paired">${change.paired}</span>`}`}
    </p>
    <dl class="facts">
      ${facts.map(
        ({ name, value }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
}
