// The sections of a report of several tuned subjects: the matrix, the trade-off, the steps, and the contrasts.
import type { MatrixSummary } from '../../protocol/matrix';
import { suiteKinds } from '../../protocol/outcomes';
import { html, type Html } from '../presentation/html';
import { flipMarks, metricWords } from '../presentation/labels';
import {
  contrastLines,
  firstFallText,
  matrixNote,
  matrixTables,
  mostForAllContrasts,
  type MatrixTable,
  type MatrixTableCell,
} from '../presentation/matrix/matrixTables';
import { stepsPlots } from '../presentation/matrix/stepsPlot';
import { stepsTable, type StepsTable } from '../presentation/matrix/stepsTable';
import { tradeoffAxes } from '../presentation/matrix/tradeoffPoints';
import { tradeoffFigure } from '../presentation/matrix/tradeoffFigure';
import { reportFigure } from './reportFigure';
import { scrollBox, section } from './reportSection';

export function matrixSection(matrix: MatrixSummary): Html {
  const tables = matrixTables(matrix);
  const content =
    tables.length === 0
      ? html`<p>No benchmark has results yet.</p>`
      : html`${tables.map(table)}
          <p class="table-notes">${matrixNote}</p>`;
  return section('matrix', 'Every checkpoint on every benchmark', content);
}

function table({ kind, caption, columns, base, rows }: MatrixTable): Html {
  const content = html`<table class="numbers" aria-labelledby="matrix-${kind}">
    <thead>
      <tr>
        <th scope="col">Checkpoint</th>
        ${columns.map(({ title, detail }) => html`<th scope="col" class="num">${title}<span class="sub">${detail}</span></th>`)}
      </tr>
    </thead>
    <tbody>
      <tr>
        <th scope="row">base<span class="sub">rate, not a change</span></th>
        ${base.map(cell)}
      </tr>
      ${rows.map(
        ({ name, index, cells }) =>
          html`<tr>
            <th scope="row"><a href="#column-${index}">${name}</a></th>
            ${cells.map(cell)}
          </tr>`,
      )}
    </tbody>
  </table>`;
  return html`<h3 id="matrix-${kind}">${caption}</h3>
    ${scrollBox(caption, content)}`;
}

function cell({ text, details: [first, ...rest], moved }: MatrixTableCell): Html {
  const mark = moved !== null && html` <span role="img" aria-label="${moved}">${flipMarks[moved]}</span>`;
  const lines = [first ?? '', rest.join(', ')].filter((line) => line !== '');
  return html`<td class="num">
    ${moved === null ? text : html`<strong>${text}</strong>`}${mark}${lines.map((line) => html`<span class="sub">${line}</span>`)}
  </td>`;
}

/** Nothing where one of the two kinds of prompts was not run. */
export function tradeoffSection(matrix: MatrixSummary): Html | null {
  const figure = tradeoffFigure(matrix);
  if (figure === null) return null;
  return section(
    'tradeoff',
    figure.title,
    reportFigure(figure),
    `${tradeoffAxes.safe} against ${tradeoffAxes.helpful.toLowerCase()}, with 95% intervals; the square is the base. Up and to the right is better.`,
  );
}

/** Nothing where the columns are no steps of a run. */
export function stepsSection(matrix: MatrixSummary): Html | null {
  if (matrix.firstFalls.length === 0) return null;
  const steps = stepsTable(matrix);
  return section(
    'steps',
    'Along the training run',
    html`${stepsPlots(matrix).map(reportFigure)}
      <ul>
        ${firstFallText(matrix).map((line) => html`<li>${line}</li>`)}
      </ul>
      ${steps === null ? null : stepRows(steps)}`,
    'Filled: significant at 5% after Holm over all steps that were looked at.',
  );
}

function linesBelow(details: readonly string[]): readonly Html[] {
  return details.map((detail) => html`<span class="sub">${detail}</span>`);
}

function stepRows({ caption, heads, rows, notes }: StepsTable): Html {
  const content = html`<table class="numbers" aria-labelledby="steps-table">
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col" class="num">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([step, ...cells]) =>
          html`<tr>
            <th scope="row" class="num">${step?.text ?? ''}${linesBelow(step?.details ?? [])}</th>
            ${cells.map(({ text, details }) => html`<td class="num">${text}${linesBelow(details)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
  return html`<h3 id="steps-table">${caption}</h3>
    ${scrollBox(caption, content)} ${notes.map((note) => html`<p class="table-notes">${note}</p>`)}`;
}

export function contrastsSection(matrix: MatrixSummary): Html | null {
  const tables = suiteKinds.flatMap((kind) => {
    const lines = contrastLines(matrix, kind);
    if (lines.length === 0) return [];
    const content = html`<table class="numbers" aria-labelledby="contrasts-${kind}">
      <thead>
        <tr>
          <th scope="col">Checkpoint</th>
          <th scope="col">against</th>
          <th scope="col" class="num">Change</th>
          <th scope="col" class="num">95% interval</th>
          <th scope="col" class="num">p (Holm)</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ first, second, change, interval, pHolm, moved }) =>
            html`<tr>
              <th scope="row">${second}</th>
              <td>${first}</td>
              ${cell({ text: change, details: [], moved })}
              <td class="num">${interval}</td>
              <td class="num">${pHolm}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
    return [
      html`<h3 id="contrasts-${kind}">${metricWords[kind].title}</h3>
        ${scrollBox(metricWords[kind].title, content)}`,
    ];
  });
  const few = matrix.columns.length > mostForAllContrasts;
  if (tables.length === 0 && !few) return null;
  return section(
    'contrasts',
    'Checkpoint against checkpoint',
    tables.length === 0 ? html`<p>None is significant after Holm over all pairs.</p>` : tables,
    `Paired on the same prompts, as base and tuned are; p is adjusted by Holm over all pairs.${few ? ' Those that are significant are shown.' : ''}`,
  );
}
