// The tables of all numbers, one per kind of suite.
import type { ComparisonSummary } from '../../protocol/summary';
import {
  benchmarkData,
  benchmarkTables as tablesOf,
  tasksCounted,
  type BenchmarkColumn,
  type BenchmarkTable,
} from '../presentation/benchmarkTables';
import { html, type Html } from '../presentation/html';
import { section } from './reportSection';
import { reportTable } from './reportTable';

/** The section's own text says what these are. */
const explained: readonly BenchmarkColumn['id'][] = ['base', 'tuned', 'delta', 'p'];

export function benchmarkTables(summary: ComparisonSummary, of: string): Html {
  const tables = tablesOf(summary);
  if (tables.length === 0) return section('numbers', 'All numbers', html`<p>There are none yet.</p>`);
  return section(
    'numbers',
    'All numbers',
    tables.map((one) => table(one, of)),
    `Rates with k of n and 95% Wilson interval; responses without a usable verdict are not in n. Changes are tuned\u00A0−\u00A0base on the same prompts, in percentage points.${summary.capability === null ? '' : ` ${tasksCounted}`}`,
  );
}

function table(one: BenchmarkTable, of: string): Html {
  const notes = one.columns.flatMap(({ id, caption, description }) =>
    explained.includes(id)
      ? []
      : [`${caption}: ${description.charAt(0).toLowerCase()}${description.slice(1)}.`],
  );
  return html`${reportTable(benchmarkData(one), of)}
    <p class="table-notes">${notes.join(' ')}</p>`;
}
