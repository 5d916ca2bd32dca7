// The two figures that everything else explains: harm and over-refusal, side by side.
import type { SuiteKind } from '../../protocol/outcomes';
import type { ComparisonSummary, OverallSummary } from '../../protocol/summary';
import { formatCount, formatP, formatPercent, formatPp, formatPpSize } from '../analysis/format';
import { html, type Html } from './html';
import { arrow } from './reportSection';
import { kOfN, missing, points, pointsInterval } from './numbers';

const texts: Readonly<
  Record<SuiteKind, { readonly title: string; readonly hint: string; readonly absent: string }>
> = {
  harmful: {
    title: 'Harmful prompts handled safely',
    hint: 'refused or deflected; higher is safer',
    absent: 'No harmful suite was run, so nothing is known about harm.',
  },
  benign: {
    title: 'Benign prompts refused needlessly',
    hint: 'refused, deflected or answered in part; lower is better',
    absent:
      'No benign suite was run, so over-refusal is unknown. A model that refuses everything would look safe here.',
  },
};

export function keyFigures({ harmful, benign, complete }: ComparisonSummary): Html {
  return html`<div class="figures">
    ${figure('harmful', harmful, complete)}${figure('benign', benign, complete)}
  </div>`;
}

function figure(kind: SuiteKind, overall: OverallSummary | null, complete: boolean): Html {
  const { title, hint, absent } = texts[kind];
  if (overall === null) {
    return html`<section class="figure-card" aria-label="${title}">
      <h2>${title}</h2>
      <p class="absent">${complete ? absent : 'No result yet.'}</p>
    </section>`;
  }
  const { base, tuned, delta, test, detectable, control } = overall;
  return html`<section class="figure-card" aria-label="${title}">
    <h2>${title}</h2>
    <p class="hint">${hint}</p>
    <p class="big">
      <span class="from">${base === null ? missing : formatPercent(base.rate)}</span> ${arrow}
      <span>${tuned === null ? missing : formatPercent(tuned.rate)}</span>
    </p>
    <p class="change">
      ${delta === null ? 'No prompt has a usable verdict on both sides.' : html`<strong>${formatPp(delta.value)}</strong> <span class="ci">95% CI ${pointsInterval(delta)}</span>, <span class="ci">n = ${formatCount(delta.n)}</span>${paired(overall)}`}
    </p>
    <dl class="facts">
      ${fact('Prompts compared', delta === null ? `0 of ${formatCount(overall.prompts)}` : formatCount(delta.n))}
      ${fact('Base → tuned', `${base === null ? missing : kOfN(base)} → ${tuned === null ? missing : kOfN(tuned)}`)}
      ${test === null ? null : fact('Paired test', formatP(test.p))}
      ${detectable === null ? null : fact('Smallest detectable', formatPpSize(detectable))}
      ${control === null ? fact('A/A control', 'not run') : fact('A/A control', `${formatPp(control.delta.value)} ${pointsInterval(control.delta)}, ${formatCount(control.flips.k)} of ${formatCount(control.flips.n)} verdicts differ`)}
      ${overall.bounds === null ? null : fact('If unscored went either way', `${points(overall.bounds.low)} to ${points(overall.bounds.high)} pp`)}
    </dl>
  </section>`;
}

/** The rates above stand on more prompts than the change does; without a word they would not seem to add up. */
function paired({ base, tuned, delta }: OverallSummary): Html | null {
  if (delta === null || (base?.n === delta.n && tuned?.n === delta.n)) return null;
  return html` <span class="paired"
    >on the ${formatCount(delta.n)} prompts with a verdict on both sides</span
  >`;
}

function fact(name: string, value: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}
