// Every table that the product shows has a content per column, and CSV columns that can be told apart.
import { expect, it } from 'vitest';
import { analyseMatrix } from '../../../../../src/safety/analysis/matrix/analyseMatrix';
import { associationTable, eliminationTable } from '../../../../../src/safety/presentation/audit/auditTables';
import { benchmarkData, benchmarkTables } from '../../../../../src/safety/presentation/benchmarkTables';
import { contrastTables, matrixTables } from '../../../../../src/safety/presentation/matrix/matrixTables';
import { stepsTable } from '../../../../../src/safety/presentation/matrix/stepsTable';
import type { DataTable } from '../../../../../src/safety/presentation/tables/dataTable';
import { tableCsv } from '../../../../../src/safety/presentation/tables/tableCsv';
import { checkpointsTable } from '../../../../../webview/training/checkpoints/checkpointsTable';
import { curvesOf } from '../../../../../webview/training/curves/curves';
import { curvesTable } from '../../../../../webview/training/curves/curvesTable';
import { sampleAnalysisInput } from '../../../../fixtures/statistics/sampleInput';
import { generatedRun } from '../../../../support/generatedRun';
import { summary } from '../audit/sampleAudit';
import { sampleSummary } from '../sampleReport';

const matrix = analyseMatrix(
  [50, 100].map((step) => ({ name: `checkpoint-${step}`, step, input: sampleAnalysisInput() })),
);
const run = generatedRun();
const tables: readonly (DataTable | null)[] = [
  ...benchmarkTables(sampleSummary).map(benchmarkData),
  ...matrixTables(matrix),
  ...contrastTables(matrix),
  stepsTable(matrix),
  associationTable(summary()),
  eliminationTable(summary()),
  checkpointsTable(run),
  curvesTable(curvesOf(run)),
];

it.each(tables.flatMap((table) => (table === null ? [] : [[table.caption, table] as const])))(
  '%s',
  (_, table) => {
    expect(table.rows.length).toBeGreaterThan(0);
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    const { columns, rows } = tableCsv(table);
    expect(columns.filter((name) => name === '')).toEqual([]);
    expect(new Set(columns).size).toBe(columns.length);
    // A column without any value says that a cell forgot its numbers.
    expect(rows.some((row) => row.filter((value) => value !== null).length > columns.length / 3)).toBe(true);
  },
);

it('a matrix’s values are those of its cells', () => {
  const [table] = matrixTables(matrix);
  const { columns, rows } = tableCsv(table ?? { id: '', caption: '', columns: [], rows: [] });
  const [cell] = matrix.rows
    .filter(({ kind, suiteId }) => kind === 'harmful' && suiteId === null)
    .flatMap(({ cells }) => cells);
  const at = columns.findIndex((name) => name.endsWith(': change'));
  expect(rows[1]?.slice(at, at + 3)).toEqual([cell?.delta?.value, cell?.delta?.low, cell?.delta?.high]);
});
