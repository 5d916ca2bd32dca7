// The sections of a report of several tuned subjects: the matrix, the trade-off, the steps, and the contrasts.
import type { MatrixSummary } from '../../protocol/matrix';
import { html, type Html } from '../presentation/html';
import {
  baseRows,
  contrastTables,
  firstFallText,
  matrixNote,
  matrixTables,
  mostForAllContrasts,
} from '../presentation/matrix/matrixTables';
import { matrixWords } from '../presentation/matrix/matrixWords';
import { stepsPlots } from '../presentation/matrix/stepsPlot';
import { stepsTable } from '../presentation/matrix/stepsTable';
import { tradeoffFigures } from '../presentation/matrix/tradeoffFigure';
import { reportFigure } from './reportFigure';
import { section } from './reportSection';
import { reportTable } from './reportTable';

/** To a checkpoint's own part of the report. */
const linkOf = (row: number): string | null => (row < baseRows ? null : `#column-${row - baseRows}`);

export function matrixSection(matrix: MatrixSummary, of: string): Html {
  const tables = matrixTables(matrix);
  const content =
    tables.length === 0
      ? html`<p>No benchmark has results yet.</p>`
      : html`${tables.map((table) => reportTable(table, of, linkOf))}
          <p class="table-notes">${matrixNote(matrix)}</p>`;
  const { subject } = matrixWords(matrix);
  return section('matrix', `Every ${subject.toLowerCase()} on every benchmark`, content);
}

/** Nothing where harmful prompts were run alone. */
export function tradeoffSection(matrix: MatrixSummary, of: string): Html | null {
  const figures = tradeoffFigures(matrix);
  if (figures.length === 0) return null;
  return section(
    'tradeoff',
    'Trade-off',
    html`${figures.map(
      (figure) =>
        html`<h3>${figure.title}</h3>
          ${reportFigure(figure, of)}`,
    )}`,
    'Each checkpoint with the 95% intervals of both rates; the square is the base. Up and to the right is better.',
  );
}

/** Nothing where the columns are no steps of a run. */
export function stepsSection(matrix: MatrixSummary, of: string): Html | null {
  if (matrix.firstFalls.length === 0) return null;
  const steps = stepsTable(matrix);
  return section(
    'steps',
    'Along the training run',
    html`${stepsPlots(matrix).map((figure) => reportFigure(figure, of))}
      <ul>
        ${firstFallText(matrix).map((line) => html`<li>${line}</li>`)}
      </ul>
      ${steps !== null && html`${reportTable(steps, of)} ${steps.notes.map((note) => html`<p class="table-notes">${note}</p>`)}`}`,
    'Filled: significant at 5% after Holm over all steps that were looked at.',
  );
}

export function contrastsSection(matrix: MatrixSummary, of: string): Html | null {
  const tables = contrastTables(matrix);
  if (tables.length === 0 && matrix.columns.length <= mostForAllContrasts) return null;
  const { subject, asked } = matrixWords(matrix);
  return section(
    'contrasts',
    `${subject} against ${subject.toLowerCase()}`,
    tables.length === 0
      ? html`<p>None is significant after Holm over all pairs.</p>`
      : tables.map((table) => reportTable(table, of)),
    `Paired on the same ${asked}, as base and tuned are; p is adjusted by Holm over all pairs.`,
  );
}
