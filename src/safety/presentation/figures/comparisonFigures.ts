// Everything that a comparison draws and lists: what its report shows, for those who want the files alone.
import type { MatrixSummary } from '../../../protocol/matrix';
import type { ComparisonSummary } from '../../../protocol/summary';
import { benchmarkData, benchmarkTables } from '../benchmarkTables';
import { forestFigures } from '../forest/forestFigures';
import { contrastTables, matrixTables } from '../matrix/matrixTables';
import { stepsPlots } from '../matrix/stepsPlot';
import { stepsTable } from '../matrix/stepsTable';
import { tradeoffFigures } from '../matrix/tradeoffFigure';
import { outcomesFigure } from '../outcomes/outcomesFigure';
import { refusalCurveFigures } from '../prefill/refusalCurveFigure';
import type { DataTable } from '../tables/dataTable';
import type { FigureSource } from './figure';

export interface FigureSet {
  readonly figures: readonly FigureSource[];
  readonly tables: readonly DataTable[];
}

/** Of one tuned subject. */
export function pairFigures(summary: ComparisonSummary): FigureSet {
  const outcomes = outcomesFigure(summary);
  return {
    figures: [
      ...forestFigures(summary),
      ...(outcomes === null ? [] : [outcomes]),
      ...refusalCurveFigures(summary),
    ],
    tables: benchmarkTables(summary).map(benchmarkData),
  };
}

/** Of several: what stands between them. */
export function matrixFigures(matrix: MatrixSummary): FigureSet {
  const steps = stepsTable(matrix);
  return {
    figures: [...tradeoffFigures(matrix), ...stepsPlots(matrix)],
    tables: [...matrixTables(matrix), ...contrastTables(matrix), ...(steps === null ? [] : [steps])],
  };
}
