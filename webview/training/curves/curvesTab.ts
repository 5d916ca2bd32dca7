// The curves of a run on one step axis, or the same numbers as a table.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TrainingRunFacts } from '../../../src/protocol/training';
import type { OverlaidRun } from '../../../src/protocol/trainingPanel';
import { formatCount } from '../../../src/safety/presentation/numbers';
import '../../charts/liveChart';
import type { Chart } from '../../charts/chart';
import { curveFigure } from '../../charts/curveFigure';
import '../../components/emptyState';
import '../../components/toolkit';
import '../../figures/figureBox';
import { host, readUiState, writeUiState } from '../../shared/host';
import { isRecord } from '../../shared/hostConnection';
import { reportError } from '../../shared/showRows';
import { common } from '../../styles/common';
import { curvesOf, type Curves } from './curves';
import { mostSmoothing, plainView, type CurveView } from './curveTools';
import './curveTools';
import { logCharts } from './logCharts';
import { overlaidCurves } from './overlaidCurves';
import { smoothedCharts } from './smoothedCharts';
import type { DataTable } from '../../../src/safety/presentation/tables/dataTable';
import '../../tables/sortableTable';
import { curvesTable } from './curvesTable';

/** Fires `show-rollouts` with a step. */
@customElement('glens-curves')
export class CurvesTab extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        padding: 12px 16px 24px;
        container-type: inline-size;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 16px;
        margin-bottom: 8px;
      }
      .where {
        font-variant-numeric: tabular-nums;
      }
      .main > * {
        margin-bottom: 12px;
      }
      .small {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr));
        align-items: end;
        gap: 16px 24px;
        margin-top: 4px;
      }
      details {
        margin-top: 16px;
      }
      summary {
        margin-bottom: 8px;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) accessor facts: TrainingRunFacts | null = null;
  @state() private accessor cursor: number | null = null;
  @state() private accessor asTable = readUiState('curvesAsTable') === true;
  @state() private accessor othersOpen = readUiState('otherCurves') === true;
  @state() private accessor view = rememberedView();
  @state() private accessor overlaid: readonly OverlaidRun[] = [];
  /** What the run logged. */
  private curves: Curves = { steps: [], charts: [] };
  /** As it is shown: with other runs, smoothed, on other axes. */
  private drawn: Curves = { steps: [], charts: [] };
  private tableOf: { readonly curves: Curves; readonly table: DataTable } | null = null;
  private marks: readonly number[] = [];

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { facts } = this;
    if (facts === null || !['facts', 'view', 'overlaid'].some((name) => changed.has(name))) return;
    const step = this.cursor === null ? null : this.drawn.steps[this.cursor];
    if (changed.has('facts')) this.curves = curvesOf(facts);
    this.drawn = this.shownCurves(facts);
    // The cursor stays at its step when steps come before it (a run that was taken back to a checkpoint).
    if (step != null) this.cursor = keptIndex(this.drawn.steps, step);
    this.marks = facts.checkpoints.map((checkpoint) => checkpoint.step);
  }

  private shownCurves({ folder }: TrainingRunFacts): Curves {
    const { smoothing, log } = this.view;
    const { steps, charts } = overlaidCurves(this.curves, lastPart(folder), this.overlaid);
    const smooth = smoothedCharts(charts, smoothing);
    return { steps, charts: log ? logCharts(smooth) : smooth };
  }

  protected override render(): TemplateResult {
    const { charts } = this.drawn;
    if (charts.length === 0) {
      return html`<glens-empty
        text="No step is finished yet. The curves begin with the first one."
      ></glens-empty>`;
    }
    return html`<div class="tools">
        <span class="where">${this.asTable ? nothing : this.legend()}</span>
        ${
          this.asTable
            ? nothing
            : html`<glens-curve-tools
                .view=${this.view}
                .others=${this.overlaid.length}
                @view-change=${({ detail }: CustomEvent<CurveView>) => this.changeView(detail)}
                @overlay=${() => void this.overlay()}
              ></glens-curve-tools>`
        }
        <vscode-button
          appearance="secondary"
          aria-pressed=${this.asTable ? 'true' : 'false'}
          @click=${this.toggleTable}
          >${this.asTable ? 'Show Curves' : 'Show as Table'}</vscode-button
        >
      </div>
      ${
        this.asTable
          ? html`<glens-table uncaptioned .table=${this.table()}></glens-table>`
          : html`<div class="main">${this.placed(charts, 'main', 180)}</div>
              <div class="small">${this.placed(charts, 'small', 130)}</div>
              ${this.others(charts)}`
      }`;
  }

  /** Made once for what is logged: a run may have thousands of steps. */
  private table(): DataTable {
    if (this.tableOf?.curves !== this.curves) {
      this.tableOf = { curves: this.curves, table: curvesTable(this.curves) };
    }
    return this.tableOf.table;
  }

  private legend(): TemplateResult {
    const { steps } = this.drawn;
    const step = steps[this.cursor ?? steps.length - 1] ?? 0;
    const parts = [
      ...(this.hasRollouts(step) ? ['click for its completions'] : []),
      ...(this.marks.length === 0 ? [] : ['▲ saved checkpoint']),
    ];
    return html`Step ${formatCount(step)}${parts.map((part) => html`<span class="muted"> · ${part}</span>`)}`;
  }

  private hasRollouts(step: number): boolean {
    const [first] = this.facts?.rolloutSteps ?? [];
    return first !== undefined && first <= step;
  }

  private placed(charts: readonly Chart[], place: Chart['place'], height: number): unknown {
    return repeat(
      charts.filter((chart) => chart.place === place),
      ({ id }) => id,
      (chart) =>
        html`<glens-figure
          overlay
          .figure=${curveFigure(chart, this.drawn.steps, place === 'main' ? this.marks : none)}
          ><glens-live-chart
            .chart=${chart}
            .steps=${this.drawn.steps}
            .cursor=${this.cursor}
            .marks=${place === 'main' ? this.marks : none}
            .height=${height}
            @cursor=${(event: CustomEvent<number | null>) => (this.cursor = event.detail)}
            @choose-step=${(event: CustomEvent<number>) => this.showRollouts(event.detail)}
          ></glens-live-chart
        ></glens-figure>`,
    );
  }

  private others(charts: readonly Chart[]): TemplateResult | typeof nothing {
    const count = charts.filter(({ place }) => place === 'other').length;
    if (count === 0) return nothing;
    return html`<details
      ?open=${this.othersOpen}
      @toggle=${(event: Event) => {
        this.othersOpen = event.target instanceof HTMLDetailsElement && event.target.open;
        writeUiState('otherCurves', this.othersOpen);
      }}
    >
      <summary>Other metrics (${count})</summary>
      ${this.othersOpen ? html`<div class="small">${this.placed(charts, 'other', 110)}</div>` : nothing}
    </details>`;
  }

  private changeView(view: CurveView): void {
    this.view = view;
    writeUiState('curveView', view);
  }

  private async overlay(): Promise<void> {
    try {
      const shown = this.overlaid.map(({ folder }) => folder);
      this.overlaid = (await host.request('overlayRuns', { shown })) ?? this.overlaid;
    } catch (error) {
      reportError(this, error);
    }
  }

  private readonly toggleTable = (): void => {
    this.asTable = !this.asTable;
    writeUiState('curvesAsTable', this.asTable);
  };

  private showRollouts(step: number): void {
    this.dispatchEvent(
      new CustomEvent<number>('show-rollouts', { detail: step, bubbles: true, composed: true }),
    );
  }
}

const none: readonly number[] = [];

function keptIndex(steps: readonly number[], step: number): number | null {
  const index = steps.indexOf(step);
  return index === -1 ? null : index;
}

/** What an older version wrote is no view. */
function rememberedView(): CurveView {
  const known = readUiState('curveView');
  if (!isRecord(known)) return plainView;
  const { smoothing, log } = known;
  const weight =
    typeof smoothing === 'number' && smoothing >= 0 && smoothing <= mostSmoothing ? smoothing : 0;
  return { smoothing: weight, log: log === true };
}

function lastPart(path: string): string {
  return path.split(/[\\/]/u).at(-1) ?? path;
}
