// Several tuned checkpoints beside one base: every checkpoint on every benchmark, the trade-off, the steps of a run, and
// checkpoint against checkpoint. A checkpoint's name shows it in all tabs.
import { html, nothing, type TemplateResult } from 'lit';
import type { MatrixSummary } from '../../../src/protocol/matrix';
import {
  baseRows,
  contrastTables,
  firstFallText,
  matrixNote,
  matrixTables,
} from '../../../src/safety/presentation/matrix/matrixTables';
import { matrixWords } from '../../../src/safety/presentation/matrix/matrixWords';
import { stepsPlots } from '../../../src/safety/presentation/matrix/stepsPlot';
import { stepsTable } from '../../../src/safety/presentation/matrix/stepsTable';
import { tradeoffFigures } from '../../../src/safety/presentation/matrix/tradeoffFigure';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import { wholeFigures } from '../../../src/safety/presentation/wholeFigures';
import '../../figures/figureBox';
import '../../tables/sortableTable';
import type { CellContent } from '../../tables/sortableTable';

export interface MatrixViewOptions {
  /** Place of the column that the other views show. */
  readonly shown: number;
  readonly choose: (column: number) => void;
}

export function matrixView(matrix: MatrixSummary, options: MatrixViewOptions): TemplateResult {
  const content = checkpointButtons(matrix, options);
  const { subject } = matrixWords(matrix);
  return html`<h2 class="headline">${wholeFigures(matrix.headline)}</h2>
    <section aria-labelledby="matrix">
      <h2 id="matrix">Every ${subject.toLowerCase()} on every benchmark</h2>
      ${matrixTables(matrix).map((table) => html`<glens-table .table=${table} .content=${content}></glens-table>`)}
      <p class="muted">${matrixNote(matrix)}</p>
    </section>
    ${tradeoffFigures(matrix).map(
      (figure) =>
        html`<section aria-labelledby=${figure.id}>
          <h2 id=${figure.id}>${figure.title}</h2>
          <glens-figure .figure=${figure}></glens-figure>
        </section>`,
    )}
    ${matrix.firstFalls.length > 0 ? stepsSection(matrix) : nothing} ${contrastsSection(matrix)}`;
}

/** In place of the names. */
function checkpointButtons({ columns }: MatrixSummary, { shown, choose }: MatrixViewOptions): CellContent {
  return (row, column) => {
    const index = row - baseRows;
    const name = columns[index]?.name;
    if (column !== 0 || name === undefined) return null;
    return html`<button
        class="link"
        aria-pressed=${index === shown ? 'true' : 'false'}
        title="Show this checkpoint in all tabs"
        @click=${() => choose(index)}
      >
        ${visibleText(name)}</button
      >${index === shown ? html`<span class="sub">shown below</span>` : nothing}`;
  };
}

function stepsSection(matrix: MatrixSummary): TemplateResult {
  const table = stepsTable(matrix);
  return html`<section aria-labelledby="steps">
    <h2 id="steps">Along the training run</h2>
    ${stepsPlots(matrix).map((figure) => html`<glens-figure .figure=${figure}></glens-figure>`)}
    ${firstFallText(matrix).map((line) => html`<p>${line}</p>`)}
    ${
      table === null
        ? nothing
        : html`<glens-table .table=${table}></glens-table>
            ${table.notes.map((note) => html`<p class="muted">${note}</p>`)}`
    }
  </section>`;
}

function contrastsSection(matrix: MatrixSummary): TemplateResult {
  const tables = contrastTables(matrix);
  const { subject, asked } = matrixWords(matrix);
  return html`<section aria-labelledby="contrasts">
    <h2 id="contrasts">${subject} against ${subject.toLowerCase()}</h2>
    <p class="muted">Paired on the same ${asked}; p is adjusted by Holm over all pairs.</p>
    ${
      tables.length === 0
        ? html`<p>None is significant after Holm over all pairs.</p>`
        : tables.map((table) => html`<glens-table .table=${table}></glens-table>`)
    }
  </section>`;
}
