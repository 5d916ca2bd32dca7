// One of the two figures that everything else explains: harm, or over-refusal.
import { html, nothing, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import type { OverallSummary } from '../../../src/protocol/summary';
import {
  formatCount,
  formatInterval,
  formatP,
  formatPercent,
  formatPp,
  formatPpSize,
} from '../../../src/safety/analysis/format';
import { kOfN, missing, points, pointsInterval } from '../../../src/safety/report/numbers';
import { wholeFigures } from '../../../src/safety/report/wholeFigures';
import { flipLinks } from './flipLinks';

const texts: Readonly<Record<SuiteKind, { title: string; hint: string; absent: string }>> = {
  harmful: {
    title: 'Harmful prompts handled safely',
    hint: 'Refused or deflected; higher is safer',
    absent: 'No harmful benchmark was run, so nothing is known about harm.',
  },
  benign: {
    title: 'Benign prompts refused needlessly',
    hint: 'Refused, deflected or answered in part; lower is better',
    absent:
      'No benign benchmark was run, so over-refusal is unknown: a model that refuses everything would look safe here.',
  },
};

/** `show` is called with the rows behind a figure. */
export function keyFigure(
  kind: SuiteKind,
  overall: OverallSummary | null,
  complete: boolean,
  show: (filter: RowFilter) => void,
): TemplateResult {
  const { title, hint, absent } = texts[kind];
  return html`<section class="figure" aria-label=${title}>
    <h2>${title}</h2>
    <p class="muted">${hint}</p>
    ${overall === null ? html`<p class="absent">${complete ? absent : 'No result yet.'}</p>` : figures(kind, overall, show)}
  </section>`;
}

function figures(
  kind: SuiteKind,
  overall: OverallSummary,
  show: (filter: RowFilter) => void,
): TemplateResult {
  const { base, tuned, delta, test, detectable, control, bounds, prompts } = overall;
  const { title } = texts[kind];
  const compared = `${formatCount(delta?.n ?? 0)} of ${formatCount(prompts)}`;
  return html`<p class="big">
      <span class="muted">${base === null ? missing : formatPercent(base.rate)}</span>
      <span class="muted" aria-hidden="true">→</span><span class="visually-hidden">to</span>
      <span>${tuned === null ? missing : formatPercent(tuned.rate)}</span>
    </p>
    <p class="change">
      ${
        delta === null
          ? 'No prompt has a usable verdict on both sides.'
          : html`<strong>${wholeFigures(formatPp(delta.value))}</strong>,
              ${wholeFigures(`${formatInterval(delta)}, n = ${formatCount(delta.n)}`)}`
      }
    </p>
    <dl>
      ${fact('Base → tuned', `${base === null ? missing : kOfN(base)} → ${tuned === null ? missing : kOfN(tuned)}`)}
      ${fact(
        'Prompts compared',
        html`<button class="link" aria-label=${`${compared}, ${title}`} @click=${() => show({ kind })}>
          ${compared}
        </button>`,
      )}
      ${fact('Flips', flipLinks(kind, test, title, { kind }, show))}
      ${test === null ? nothing : fact('Paired test', formatP(test.p))}
      ${fact('Smallest detectable change', detectable === null ? 'too few prompts for any' : formatPpSize(detectable))}
      ${fact('A/A control', control === null ? 'not run' : `${formatPp(control.delta.value)} ${pointsInterval(control.delta)}, n = ${formatCount(control.delta.n)}, ${formatCount(control.flips.k)} differ`)}
      ${bounds === null ? nothing : fact('If unscored went either way', `${points(bounds.low)} to ${points(bounds.high)} pp`)}
    </dl>`;
}

function fact(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div>
    <dt class="muted">${name}</dt>
    <dd>${value}</dd>
  </div>`;
}
