// All numbers per benchmark; names and flips lead to the rows behind them.
import { html, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import { benchmarkData, type BenchmarkTable } from '../../../src/safety/presentation/benchmarkTables';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import '../../tables/sortableTable';
import type { CellContent } from '../../tables/sortableTable';
import { flipLinks } from './flipLinks';

export function benchmarkTable(table: BenchmarkTable, show: (filter: RowFilter) => void): TemplateResult {
  const { kind, columns, rows } = table;
  const flips = columns.findIndex(({ id }) => id === 'flips');
  const content: CellContent = (index, column) => {
    const row = rows[index];
    if (row === undefined) return null;
    const { benchmark, name } = row;
    const behind: RowFilter =
      benchmark === null ? { kind } : { suiteId: benchmark.suiteId, attackId: benchmark.attackId ?? 'none' };
    if (column === 0) {
      return html`<button class="link" @click=${() => show(behind)}>${visibleText(name)}</button>`;
    }
    // Behind the column of names.
    return column - 1 === flips && row.tested ? flipLinks(row.flips, name, behind, show) : null;
  };
  return html`<glens-table .table=${benchmarkData(table)} .content=${content}></glens-table>`;
}
