// The two figures that everything else explains: harm and over-refusal, side by side.
import { suiteKinds } from '../../protocol/outcomes';
import type { ComparisonSummary } from '../../protocol/summary';
import { html, type Html } from '../presentation/html';
import { keyFigure, noChange, type KeyFigure } from '../presentation/keyFigure';
import { wholeFigures } from '../presentation/wholeFigures';
import { arrow } from './reportSection';

export function keyFiguresSection(summary: ComparisonSummary): Html {
  return html`<div class="figures">${suiteKinds.map((kind) => card(keyFigure(kind, summary)))}</div>`;
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
