// Several tuned checkpoints beside one base: every checkpoint on every benchmark, the trade-off, the steps of a run, and
// checkpoint against checkpoint. A checkpoint's name shows it in all tabs.
import { html, nothing, type TemplateResult } from 'lit';
import type { MatrixSummary } from '../../../src/protocol/matrix';
import { suiteKinds } from '../../../src/protocol/outcomes';
import { flipMarks, metricWords } from '../../../src/safety/presentation/labels';
import {
  contrastLines,
  firstFallText,
  matrixNote,
  matrixTables,
  mostForAllContrasts,
  type MatrixTable,
  type MatrixTableCell,
} from '../../../src/safety/presentation/matrix/matrixTables';
import { stepsPlots } from '../../../src/safety/presentation/matrix/stepsPlot';
import { stepsTable, type StepsTable } from '../../../src/safety/presentation/matrix/stepsTable';
import { tradeoffFigure } from '../../../src/safety/presentation/matrix/tradeoffFigure';
import { wholeFigures } from '../../../src/safety/presentation/wholeFigures';
import '../../figures/figureBox';

export interface MatrixViewOptions {
  /** Place of the column that the other views show. */
  readonly shown: number;
  readonly choose: (column: number) => void;
}

export function matrixView(matrix: MatrixSummary, options: MatrixViewOptions): TemplateResult {
  const tradeoff = tradeoffFigure(matrix);
  return html`<h2 class="headline">${wholeFigures(matrix.headline)}</h2>
    <section aria-labelledby="matrix">
      <h2 id="matrix">Every checkpoint on every benchmark</h2>
      ${matrixTables(matrix).map((table) => matrixTable(table, options))}
      <p class="muted">${matrixNote}</p>
    </section>
    ${
      tradeoff === null
        ? nothing
        : html`<section aria-labelledby="tradeoff">
            <h2 id="tradeoff">${tradeoff.title}</h2>
            <glens-figure .figure=${tradeoff}></glens-figure>
          </section>`
    }
    ${matrix.firstFalls.length > 0 ? stepsSection(matrix) : nothing} ${contrastsSection(matrix)}`;
}

function matrixTable(
  { caption, columns, base, rows }: MatrixTable,
  { shown, choose }: MatrixViewOptions,
): TemplateResult {
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${caption}>
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Checkpoint</th>
          ${columns.map(({ title, detail }) => html`<th scope="col" class="number">${title}<span class="sub">${detail}</span></th>`)}
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
              <th scope="row">
                <button
                  class="link"
                  aria-pressed=${index === shown ? 'true' : 'false'}
                  title="Show this checkpoint in all tabs"
                  @click=${() => choose(index)}
                >
                  ${name}</button
                >${index === shown ? html`<span class="sub">shown below</span>` : nothing}
              </th>
              ${cells.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cell({ text, details: [first, ...rest], moved }: MatrixTableCell): TemplateResult {
  const lines = [first ?? '', rest.join(', ')].filter((line) => line !== '');
  return html`<td class="number">
    ${
      moved === null
        ? text
        : html`<strong>${text}</strong> <span role="img" aria-label=${moved}>${flipMarks[moved]}</span>`
    }${lines.map((line) => html`<span class="sub">${line}</span>`)}
  </td>`;
}

function stepsSection(matrix: MatrixSummary): TemplateResult {
  const table = stepsTable(matrix);
  return html`<section aria-labelledby="steps">
    <h2 id="steps">Along the training run</h2>
    ${stepsPlots(matrix).map((figure) => html`<glens-figure .figure=${figure}></glens-figure>`)}
    ${firstFallText(matrix).map((line) => html`<p>${line}</p>`)} ${table === null ? nothing : stepRows(table)}
  </section>`;
}

function linesBelow(details: readonly string[]): TemplateResult[] {
  return details.map((detail) => html`<span class="sub">${detail}</span>`);
}

function stepRows({ caption, heads, rows, notes }: StepsTable): TemplateResult {
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${caption}>
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([step, ...cells]) =>
              html`<tr>
                <th scope="row" class="number">${step?.text ?? ''}${linesBelow(step?.details ?? [])}</th>
                ${cells.map(({ text, details }) => html`<td class="number">${text}${linesBelow(details)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${notes.map((note) => html`<p class="muted">${note}</p>`)}`;
}

function contrastsSection(matrix: MatrixSummary): TemplateResult {
  const few = matrix.columns.length > mostForAllContrasts;
  const tables = suiteKinds.flatMap((kind) => {
    const lines = contrastLines(matrix, kind);
    if (lines.length === 0) return [];
    const caption = metricWords[kind].title;
    return [
      html`<div
        class="scroll"
        role="region"
        tabindex="0"
        aria-label="${caption}, checkpoint against checkpoint"
      >
        <table>
          <caption>
            ${caption}
          </caption>
          <thead>
            <tr>
              <th scope="col">Checkpoint</th>
              <th scope="col">against</th>
              <th scope="col" class="number">Change</th>
              <th scope="col" class="number">95% CI</th>
              <th scope="col" class="number">p (Holm)</th>
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              ({ first, second, change, interval, pHolm, moved }) =>
                html`<tr>
                  <th scope="row">${second}</th>
                  <td>${first}</td>
                  ${cell({ text: change, details: [], moved })}
                  <td class="number">${interval}</td>
                  <td class="number">${pHolm}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`,
    ];
  });
  return html`<section aria-labelledby="contrasts">
    <h2 id="contrasts">Checkpoint against checkpoint</h2>
    <p class="muted">
      Paired on the same prompts; p is adjusted by Holm over all
      pairs.${few ? ' Those that are significant are shown.' : nothing}
    </p>
    ${tables.length === 0 ? html`<p>None is significant after Holm over all pairs.</p>` : tables}
  </section>`;
}
