// The analysis of one base against several tuned subjects: each pair as a comparison of its own, then the matrix of all.
import type { MatrixColumn, MatrixSummary, RunCurve } from '../../../protocol/matrix';
import { suiteKinds } from '../../../protocol/outcomes';
import { analyse } from '../analyse';
import type { AnalysisInput } from '../analysisInput';
import { contrastColumns } from './contrastColumns';
import { firstFall } from './firstFall';
import { matrixHeadline } from './matrixHeadline';
import { matrixRows } from './matrixRows';

/** A column's pair with the base, exactly as a comparison of the two alone would be analysed. */
export interface ColumnInput {
  readonly name: string;
  readonly step: number | null;
  readonly input: AnalysisInput;
}

/**
 * Every number of a pair is the one that `analyse` gives for that pair alone; only Holm's adjustment is wider. `run`: what the
 * training run says whose steps the columns are.
 * @throws GuardrailError what `analyse` throws
 */
export function analyseMatrix(inputs: readonly ColumnInput[], run: RunCurve | null = null): MatrixSummary {
  const columns = inputs.map(({ name, step, input }): MatrixColumn => ({
    name,
    step,
    summary: analyse(input),
  }));
  const rows = matrixRows(columns);
  const firstFalls = suiteKinds.flatMap((kind) => firstFall(columns, kind) ?? []);
  return {
    schema: 'guardrail-lens/matrix/1',
    headline: matrixHeadline({ columns, rows, firstFalls }),
    columns,
    rows,
    contrasts: contrastColumns(inputs.map(({ input }) => input)),
    firstFalls,
    run: firstFalls.length === 0 ? null : run,
    complete: columns.every(({ summary }) => summary.complete),
  };
}
