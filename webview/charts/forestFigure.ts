// The forest plot: a table whose rows lead to the responses behind them, with a drawn column on one common axis.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SuiteKind } from '../../src/protocol/outcomes';
import type { ComparisonSummary } from '../../src/protocol/summary';
import { metricWords } from '../../src/safety/presentation/labels';
import { forestFigures } from '../../src/safety/presentation/forest/forestFigures';
import type { ForestLayout } from '../../src/safety/presentation/forest/forestLayout';
import { forestFrame, forestPanels } from '../../src/safety/presentation/forest/forestPanels';
import {
  axisName,
  directionsFor,
  forestCaptions,
  nothingToCompare,
} from '../../src/safety/presentation/forest/forestPlot';
import {
  formatCount,
  formatPoints,
  formatPointsInterval,
  formatPValue,
} from '../../src/safety/presentation/numbers';
import { visibleText } from '../../src/safety/presentation/visibleText';
import '../figures/figureBox';
import { showRows } from '../shared/showRows';
import { common } from '../styles/common';
import { axisHeight, drawAxis, drawingLayout, drawRow, rowHeight } from './forestDrawing';
import { figureColours } from './figureColours';
import { forestLegend } from './forestLegend';
import { forestStyles } from './forestStyles';
import { drawingInWords, type ForestEntry, forestTables } from './forestTable';
import { MeasuredWidth } from './measuredWidth';
import { svgElement } from './svgElement';

@customElement('glens-forest')
export class ForestFigure extends LitElement {
  static override styles = [common, figureColours, forestStyles];

  @property({ attribute: false }) accessor summary: ComparisonSummary | null = null;
  private readonly width = new MeasuredWidth(this, '.axis');

  protected override render(): TemplateResult | typeof nothing {
    if (this.summary === null) return nothing;
    const fontSize = Number.parseFloat(getComputedStyle(this).fontSize) || 13;
    const frame = forestFrame(forestPanels(this.summary));
    const layout = this.width.value === 0 ? null : drawingLayout(frame, this.width.value, fontSize);
    const tables = forestTables(this.summary);
    const figures = forestFigures(this.summary);
    const rows = tables.flatMap(({ entries }) => entries.map(({ row }) => row));
    return html`${tables.map(({ kind, entries }, index) => html`<glens-figure .figure=${figures[index] ?? null}>${this.table(kind, entries, layout)}</glens-figure>`)}
    ${forestLegend({
      noise: rows.some(({ noise }) => noise !== null),
      bounds: rows.some(({ bounds }) => bounds !== null),
      overall: tables.some(({ entries }) => entries.some(({ isOverall }) => isOverall)),
    })}`;
  }

  private table(
    kind: SuiteKind,
    entries: readonly ForestEntry[],
    layout: ForestLayout | null,
  ): TemplateResult {
    const title = metricWords[kind].title;
    const axis = axisName(kind);
    return html`<figure>
      <figcaption>${title}</figcaption>
      <div role="table" aria-label=${`${title}. ${axis}`}>
        <div role="row" class="row head muted">
          <span role="columnheader" class="name">${forestCaptions.name}</span>
          <span role="columnheader" class="n">${forestCaptions.n}</span>
          <span role="columnheader" class="drawing">${directions(kind, layout)}</span>
          <span role="columnheader" class="change">${forestCaptions.delta}</span>
          <span role="columnheader" class="p">${forestCaptions.p}</span>
        </div>
        ${entries.map((entry) => this.row(entry, kind, layout))}
      </div>
      <div class="row foot" aria-hidden="true">
        <div class="axis drawing">
          ${layout === null ? nothing : svgElement(this.width.value, axisHeight, drawAxis(layout))}
          <span class="axis-name muted">${axis}</span>
        </div>
      </div>
    </figure>`;
  }

  private row(entry: ForestEntry, kind: SuiteKind, layout: ForestLayout | null): TemplateResult {
    const { row, isOverall } = entry;
    const { label, detail, delta, n, p } = row;
    return html`<div role="row" class="row ${isOverall ? 'overall' : ''}">
      <span role="rowheader" class="name">
        <button title="Show the responses" @click=${() => showRows(this, entry.filter)}>
          ${label}${detail === null ? nothing : html` <span class="muted detail">${detail}</span>`}
        </button>
      </span>
      <span role="cell" class="n"><span class="unit muted">n = </span>${formatCount(n)}</span>
      <span role="cell" class="drawing">
        ${layout === null ? nothing : svgElement(this.width.value, rowHeight, drawRow(entry, kind, layout))}
        <span class="visually-hidden">${visibleText(drawingInWords(row))}</span>
      </span>
      <span role="cell" class="change"
        >${delta === null ? nothingToCompare : `${formatPoints(delta.value)} ${formatPointsInterval(delta)}`}</span
      >
      <span role="cell" class="p"
        ><span class="unit muted">${forestCaptions.p} </span>${formatPValue(p)}</span
      >
    </div>`;
  }
}

function directions(kind: SuiteKind, layout: ForestLayout | null): TemplateResult | typeof nothing {
  if (layout === null) return nothing;
  const { left, right } = directionsFor(kind, layout.plotRight - layout.plotLeft, layout.smallSize);
  return html`<span>${left}</span><span>${right}</span>`;
}
