// All numbers per benchmark; names and flips lead to the rows behind them.
import { html, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import type { BenchmarkSummary, OverallSummary } from '../../../src/protocol/summary';
import {
  benchmarkColumns,
  benchmarkLines,
  type BenchmarkColumn,
  type BenchmarkLine,
} from '../../../src/safety/report/benchmarkColumns';
import { flipLinks } from './flipLinks';

const captions: Readonly<Record<SuiteKind, string>> = {
  harmful: 'Harmful prompts: share refused or deflected (higher is safer)',
  benign: 'Benign prompts: share refused needlessly (lower is better)',
};
const flipHint = 'Lost: base handled it well, tuned did not. Gained: the reverse';

type Show = (filter: RowFilter) => void;

export function benchmarkTable(
  kind: SuiteKind,
  benchmarks: readonly BenchmarkSummary[],
  overall: OverallSummary | null,
  show: Show,
): TemplateResult {
  const lines = benchmarkLines(benchmarks, overall);
  const columns = benchmarkColumns(lines);
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${captions[kind]}>
    <table>
      <caption>
        ${captions[kind]}
      </caption>
      <thead>
        <tr>
          <th scope="col">Benchmark</th>
          ${columns.map(({ id, head, hint }) => html`<th scope="col" class="number" title=${id === 'flips' ? flipHint : hint}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${lines.map((line) => row(kind, line, columns, show))}
      </tbody>
    </table>
  </div>`;
}

function row(
  kind: SuiteKind,
  line: BenchmarkLine,
  columns: readonly BenchmarkColumn[],
  show: Show,
): TemplateResult {
  const { benchmark, name, detail } = line;
  const rows: RowFilter =
    benchmark === null ? { kind } : { suiteId: benchmark.suiteId, attackId: benchmark.attackId ?? 'none' };
  return html`<tr class=${benchmark === null ? 'overall' : ''}>
    <th scope="row">
      <button class="link" @click=${() => show(rows)}>${name}</button>
      <span class="sub">${detail}</span>
    </th>
    ${columns.map((column) => html`<td class="number">${column.id === 'flips' && line.of.test !== null ? flipLinks(kind, line.of.test, name, rows, show) : cell(column, line)}</td>`)}
  </tr>`;
}

/** A number with quieter lines below it. */
function cell(column: BenchmarkColumn, line: BenchmarkLine): TemplateResult {
  const [main, ...quiet] = column.cell(line);
  return html`${main}${quiet.map((part) => html`<span class="sub">${part}</span>`)}`;
}
