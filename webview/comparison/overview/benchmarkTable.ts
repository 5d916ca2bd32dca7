// All numbers per benchmark; names and flips lead to the rows behind them.
import { html, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import type {
  BenchmarkCell,
  BenchmarkRow,
  BenchmarkTable,
} from '../../../src/safety/presentation/benchmarkTables';
import { flipLinks } from './flipLinks';

type Show = (filter: RowFilter) => void;

export function benchmarkTable({ kind, caption, columns, rows }: BenchmarkTable, show: Show): TemplateResult {
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${caption}>
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Benchmark</th>
          ${columns.map(({ caption: head, description }) => html`<th scope="col" class="number" title=${description}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => tableRow(kind, row, columns, show))}
      </tbody>
    </table>
  </div>`;
}

function tableRow(
  kind: SuiteKind,
  row: BenchmarkRow,
  columns: BenchmarkTable['columns'],
  show: Show,
): TemplateResult {
  const { benchmark, name, detail } = row;
  const behind: RowFilter =
    benchmark === null ? { kind } : { suiteId: benchmark.suiteId, attackId: benchmark.attackId ?? 'none' };
  const flips = (): TemplateResult => flipLinks(row.flips, name, behind, show);
  return html`<tr class=${benchmark === null ? 'overall' : ''}>
    <th scope="row">
      <button class="link" @click=${() => show(behind)}>${name}</button>
      <span class="sub">${detail}</span>
    </th>
    ${row.cells.map((cell, index) => html`<td class="number">${columns[index]?.id === 'flips' && row.tested ? flips() : content(cell)}</td>`)}
  </tr>`;
}

/** A number with quieter lines below it. */
function content({ text, details }: BenchmarkCell): TemplateResult {
  return html`${text}${details.map((part) => html`<span class="sub">${part}</span>`)}`;
}
