// One chart that follows a run: drawn by uPlot, read by pointer, by arrow keys and as words.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import uPlot from 'uplot';
import { formatCount } from '../../src/safety/presentation/numbers';
import { common } from '../styles/common';
import { bandMeanings } from './bandMeanings';
import type { Chart, Curve } from './chart';
import { onThemeChange, readColours, type ChartColours } from './chartColours';
import { liveChartStyles } from './liveChartStyles';
import { plotData, plotOptions } from './plotOptions';
import { changesFrom, changeText, chartInWords, lastKnown, stepText, valueText } from './readout';

/**
 * Fires `cursor` with the index of the step under the pointer (null when it leaves), and `choose-step` with a step
 * that was clicked or confirmed with Enter.
 */
@customElement('glens-live-chart')
export class LiveChart extends LitElement {
  static override styles = [common, liveChartStyles];

  @property({ attribute: false }) accessor chart: Chart | null = null;
  /** The shared axis. */
  @property({ attribute: false }) accessor steps: readonly number[] = [];
  /** Index into `steps` that all charts point at; null: none. */
  @property({ attribute: false }) accessor cursor: number | null = null;
  /** Steps with a saved checkpoint. */
  @property({ attribute: false }) accessor marks: readonly number[] = [];
  /** Of the plot, CSS pixels. */
  @property({ type: Number }) accessor height = 160;
  private plot: uPlot | null = null;
  /** What the plot was made for: another set of curves needs a new one. */
  private shape = '';
  private colours: ChartColours | null = null;
  private stopFollowing: (() => void) | null = null;
  /** The cursor is being set from outside, which is no news. */
  private quiet = false;
  private readonly observer = new ResizeObserver(() => this.resize());

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopFollowing = onThemeChange(() => {
      this.colours = null;
      this.plot?.redraw(false);
    });
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    this.observer.disconnect();
    this.stopFollowing?.();
    this.removePlot();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { chart, steps } = this;
    if (chart === null) return nothing;
    const index = this.cursor ?? steps.length - 1;
    const mayMove = steps.length > 0;
    return html`<figure aria-label=${chart.title}>
      <figcaption>
        <span class="title" title=${chart.hint}>${chart.title}</span>
        <span class="readout">${chart.curves.map((curve) => this.entry(curve, chart, index))}</span>
      </figcaption>
      ${chart.note === undefined || chart.note === '' ? nothing : html`<p class="note muted">${chart.note}</p>`}
      <p class="visually-hidden">${chart.hint} ${chartInWords(chart, steps)}</p>
      <div
        class="plot"
        role="slider"
        tabindex=${mayMove ? 0 : -1}
        aria-label=${`${chart.title}: step`}
        aria-valuemin=${steps[0] ?? 0}
        aria-valuemax=${steps.at(-1) ?? 0}
        aria-valuenow=${steps[index] ?? 0}
        aria-valuetext=${stepText(chart, steps, index)}
        @keydown=${this.keyDown}
        @click=${() => this.choose()}
        @pointerenter=${() => this.plot?.syncRect()}
      ></div>
    </figure>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (['chart', 'steps', 'height', 'marks'].some((name) => changed.has(name))) this.draw();
    if (changed.has('cursor')) this.showCursor();
  }

  private entry(curve: Curve, chart: Chart, index: number): TemplateResult {
    const known = lastKnown(curve.values, index);
    const single = chart.curves.length === 1;
    const text = known === null ? '–' : valueText(curve, known, chart.unit);
    const change = known === null ? null : changeText(curve, known, chart.unit);
    const older = known === null || known === index ? '' : `at step ${formatCount(this.steps[known] ?? 0)}`;
    return html`<span class="entry">
      ${
        single
          ? nothing
          : html`<span class="key ${curve.colour} ${curve.dashed ? 'dashed' : ''}" aria-hidden="true"></span
              ><span class="muted">${curve.label}</span>`
      }
      <span title=${curve.band === null ? nothing : `${bandMeanings[curve.band.kind]}.`}>${text}</span>
      ${
        change === null
          ? nothing
          : html`<span
              class="muted"
              title=${`Change to step ${formatCount(changesFrom(curve, this.steps) ?? 0)}`}
              >${change}</span
            >`
      }
      ${older === '' ? nothing : html`<span class="muted">${older}</span>`}
    </span>`;
  }

  private draw(): void {
    const { chart, steps } = this;
    const place = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (chart === null || place === null) return;
    const shape = JSON.stringify([
      chart.id,
      this.height,
      chart.scale ?? 'linear',
      chart.curves.map(({ label, band, raw, colour }) => [label, colour, band !== null, raw !== undefined]),
    ]);
    const data = plotData(steps, chart);
    if (this.plot !== null && this.shape === shape) {
      this.plot.setData(data);
    } else {
      this.removePlot();
      this.shape = shape;
      this.plot = new uPlot(this.options(chart, place), data, place);
    }
    this.showCursor();
  }

  private options(chart: Chart, place: HTMLElement): uPlot.Options {
    return plotOptions(chart, {
      colours: () => (this.colours ??= readColours(this)),
      font: getComputedStyle(this).fontFamily,
      width: Math.max(1, place.clientWidth),
      height: this.height,
      marks: () => this.marks,
      onCursor: (index) => {
        if (!this.quiet && index !== this.cursor) this.tellCursor(index);
      },
    });
  }

  private showCursor(): void {
    const { plot, cursor, steps } = this;
    if (plot === null) return;
    const step = cursor === null ? undefined : steps[cursor];
    // The pointer is here: uPlot has drawn its own cursor.
    if (step !== undefined && plot.cursor.idx === cursor && (plot.cursor.left ?? -1) >= 0) return;
    this.quiet = true;
    plot.setCursor({ left: step === undefined ? -10 : plot.valToPos(step, 'x'), top: 0 });
    this.quiet = false;
  }

  private readonly keyDown = (event: KeyboardEvent): void => {
    const last = this.steps.length - 1;
    const now = this.cursor ?? last;
    const next = {
      ArrowLeft: now - 1,
      ArrowDown: now - 1,
      ArrowRight: now + 1,
      ArrowUp: now + 1,
      PageDown: now - 10,
      PageUp: now + 10,
      Home: 0,
      End: last,
    }[event.key];
    if (next !== undefined) this.tellCursor(Math.min(last, Math.max(0, next)));
    else if (event.key === 'Enter') this.choose();
    else if (event.key === 'Escape' && this.cursor !== null) this.tellCursor(null);
    else return;
    event.preventDefault();
  };

  private tellCursor(index: number | null): void {
    this.dispatchEvent(new CustomEvent<number | null>('cursor', { detail: index }));
  }

  private choose(): void {
    const step = this.steps[this.cursor ?? this.steps.length - 1];
    if (step !== undefined) this.dispatchEvent(new CustomEvent<number>('choose-step', { detail: step }));
  }

  private resize(): void {
    const width = this.renderRoot.querySelector('.plot')?.clientWidth ?? 0;
    if (this.plot === null || width === 0 || width === this.plot.width) return;
    this.plot.setSize({ width, height: this.height });
    this.showCursor();
  }

  private removePlot(): void {
    this.plot?.destroy();
    this.plot = null;
  }
}
