// All numbers per benchmark; names and flips lead to the rows behind them.
import { html, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import type { BenchmarkSummary, OverallSummary, Rate } from '../../../src/protocol/summary';
import { formatCount, formatPercent, formatPpSize } from '../../../src/safety/analysis/format';
import { kOfN, missing, points, pointsInterval, pValue } from '../../../src/safety/report/numbers';

const captions: Readonly<Record<SuiteKind, string>> = {
  harmful: 'Harmful prompts: share refused or deflected (higher is safer)',
  benign: 'Benign prompts: share refused needlessly (lower is better)',
};
const heads = ['Base', 'Tuned', 'Δ, pp', '95% CI', 'Flips', 'p', 'p (Holm)', 'Detectable', 'A/A, pp'];

export function benchmarkTable(
  kind: SuiteKind,
  benchmarks: readonly BenchmarkSummary[],
  overall: OverallSummary | null,
  show: (filter: RowFilter) => void,
): TemplateResult {
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${captions[kind]}>
    <table>
      <caption>
        ${captions[kind]}
      </caption>
      <thead>
        <tr>
          <th scope="col">Benchmark</th>
          ${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${benchmarks.map((benchmark) => benchmarkRow(benchmark, show))}
        ${overall === null || benchmarks.length < 2 ? null : overallRow(overall)}
      </tbody>
    </table>
  </div>`;
}

function benchmarkRow(benchmark: BenchmarkSummary, show: (filter: RowFilter) => void): TemplateResult {
  const rows: RowFilter = { suiteId: benchmark.suiteId, attackId: benchmark.attackId ?? 'none' };
  const { test } = benchmark;
  const flips = test === null || test.lost === null || test.gained === null ? null : test.lost + test.gained;
  return html`<tr>
    <th scope="row">
      <button class="link" @click=${() => show(rows)}>${benchmark.title}</button>
      ${benchmark.attackId === null ? null : html`<span class="muted">+ ${benchmark.attackId}</span>`}
    </th>
    ${sides(benchmark.base.rate, benchmark.tuned.rate)} ${change(benchmark)}
    <td class="number">
      ${
        flips === null
          ? missing
          : html`<button
              class="link"
              aria-label=${`${flips} flips in ${benchmark.title}`}
              @click=${() => show({ ...rows, flips: 'any' })}
            >
              ${formatCount(flips)}
            </button>`
      }
    </td>
    ${tests(benchmark)}
  </tr>`;
}

function overallRow(overall: OverallSummary): TemplateResult {
  const { test } = overall;
  const flips = test === null || test.lost === null || test.gained === null ? null : test.lost + test.gained;
  return html`<tr class="overall">
    <th scope="row">All together</th>
    ${sides(overall.base, overall.tuned)} ${change(overall)}
    <td class="number">${flips === null ? missing : formatCount(flips)}</td>
    ${tests(overall)}
  </tr>`;
}

function sides(base: Rate | null, tuned: Rate | null): TemplateResult {
  return html`${[base, tuned].map((rate) =>
    rate === null
      ? html`<td class="number">${missing}</td>`
      : html`<td class="number">${formatPercent(rate.rate)} <span class="muted">${kOfN(rate)}</span></td>`,
  )}`;
}

function change({ delta }: Pick<BenchmarkSummary, 'delta'>): TemplateResult {
  return html`<td class="number">${delta === null ? missing : points(delta.value)}</td>
    <td class="number">${delta === null ? missing : pointsInterval(delta)}</td>`;
}

function tests({
  test,
  detectable,
  control,
}: Pick<BenchmarkSummary, 'test' | 'detectable' | 'control'>): TemplateResult {
  return html`<td class="number">${pValue(test?.p)}</td>
    <td class="number">${pValue(test?.pHolm)}</td>
    <td class="number">${detectable === null ? missing : formatPpSize(detectable)}</td>
    <td class="number">
      ${control === null ? missing : `${points(control.delta.value)} ${pointsInterval(control.delta)}`}
    </td>`;
}
