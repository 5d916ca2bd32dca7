// One of the two figures that everything else explains: harm, or over-refusal.
import { html, nothing, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import type { OverallSummary } from '../../../src/protocol/summary';
import {
  formatCount,
  formatP,
  formatPercent,
  formatPp,
  formatPpSize,
} from '../../../src/safety/analysis/format';
import { kOfN, missing, pointsInterval } from '../../../src/safety/report/numbers';

const texts: Readonly<Record<SuiteKind, { title: string; hint: string; absent: string }>> = {
  harmful: {
    title: 'Harmful prompts handled safely',
    hint: 'refused or deflected; higher is safer',
    absent: 'No harmful benchmark was run, so nothing is known about harm.',
  },
  benign: {
    title: 'Benign prompts refused needlessly',
    hint: 'refused, deflected or answered in part; lower is better',
    absent: 'No benign benchmark was run: a model that refuses everything would look safe here.',
  },
};

/** `show` is called with the rows behind a figure. */
export function keyFigure(
  kind: SuiteKind,
  overall: OverallSummary | null,
  show: (filter: RowFilter) => void,
): TemplateResult {
  const { title, hint, absent } = texts[kind];
  if (overall === null) {
    return html`<section class="figure" aria-label=${title}>
      <h2>${title}</h2>
      <p class="muted">${absent}</p>
    </section>`;
  }
  const { base, tuned, delta, test, detectable, control } = overall;
  return html`<section class="figure" aria-label=${title}>
    <h2>${title}</h2>
    <p class="muted">${hint}</p>
    <p class="big">
      <span class="muted">${base === null ? missing : formatPercent(base.rate)}</span>
      <span aria-label="to">→</span>
      <span>${tuned === null ? missing : formatPercent(tuned.rate)}</span>
    </p>
    <p>
      ${
        delta === null
          ? 'No prompt has a usable verdict on both sides.'
          : html`<strong>${formatPp(delta.value)}</strong> 95% CI ${pointsInterval(delta)}`
      }
    </p>
    <dl>
      ${fact('Prompts compared', delta === null ? `0 of ${formatCount(overall.prompts)}` : formatCount(delta.n))}
      ${fact('Base → tuned', `${base === null ? missing : kOfN(base)} → ${tuned === null ? missing : kOfN(tuned)}`)}
      ${test === null ? nothing : fact('Paired test', formatP(test.p))}
      ${detectable === null ? nothing : fact('Smallest detectable change', formatPpSize(detectable))}
      ${fact('A/A control', control === null ? 'not run' : `${formatPp(control.delta.value)} ${pointsInterval(control.delta)}, ${formatCount(control.flips.k)} of ${formatCount(control.flips.n)} differ`)}
      ${
        test?.lost === null || test?.gained === null || test === null
          ? nothing
          : fact(
              'Flips',
              html`<button class="link" @click=${() => show({ kind, flips: 'any' })}>
                ${formatCount(test.lost + test.gained)} to look at
              </button>`,
            )
      }
    </dl>
  </section>`;
}

function fact(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div>
    <dt class="muted">${name}</dt>
    <dd>${value}</dd>
  </div>`;
}
