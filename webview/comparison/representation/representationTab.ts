// The Representation tab: refusal directions layer by layer, interventions on them, and the change of weights per module.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ReadingResult, RepresentationReading, WeightsReading } from '../../../src/protocol/readings';
import type { ComparedWeights, ComparisonState } from '../../../src/protocol/webview';
import { formatMetric } from '../../../src/safety/presentation/numbers';
import {
  directionsTable,
  moduleMetrics,
  modulesTable,
  otherMetric,
  type ModuleMetric,
} from '../../../src/safety/presentation/representationTables';
import { apartLine, interventionLine, otherLine } from '../../../src/safety/presentation/representationText';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import '../../components/select';
import '../../components/skeleton';
import '../../components/toolkit';
import { host } from '../../shared/host';
import { common } from '../../styles/common';
import '../../tables/sortableTable';
import { AnalysisRun } from '../analysis/analysisRun';
import { analysisStyles } from '../analysis/analysisStyles';
import { KeptReadingsController } from '../analysis/keptReadings';
import { readingHead, type ShownReading } from '../analysis/readingHead';

/** Held-out prompts of each kind that are answered with the direction ablated or added. */
const interventionPrompts = 24;

@customElement('glens-representation')
export class RepresentationTab extends LitElement {
  static override styles = [common, analysisStyles];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  /** As it was read just now; null: what the file keeps is shown. */
  @state() private accessor made: ReadingResult<RepresentationReading> | null = null;
  /** As they were compared just now; null: what the file keeps is shown. */
  @state() private accessor weights: ComparedWeights | null = null;
  @state() private accessor metric: ModuleMetric = moduleMetrics[0];

  private readonly run = new AnalysisRun(this, () => {
    this.made = null;
    this.weights = null;
  });
  private readonly kept = new KeptReadingsController(this);

  protected override render(): TemplateResult {
    if (this.state === null) return html`<glens-skeleton lines="8"></glens-skeleton>`;
    const reading = this.made ?? this.kept.found?.representation ?? null;
    const again = reading === null ? '' : ' Anew';
    const weights = this.weights ?? keptWeights(this.kept.found?.weights ?? null);
    return html`<div class="page">
      <section aria-labelledby="direction">
        <h2 id="direction">Refusal direction</h2>
        <p class="muted">
          Mean state of harmful prompts less that of benign ones at the last token of the prompt, from one
          half of the prompts and measured on the other.
        </p>
        <div class="line">
          ${this.directionsButton(`Read Directions${again}`, 0)}
          ${this.directionsButton(`Read${again}, and Ablate on ${interventionPrompts} Prompts`, interventionPrompts)}
        </div>
        ${reading === null ? nothing : directions(reading)}
      </section>
      <section aria-labelledby="weights">
        <h2 id="weights">Change of weights</h2>
        <p class="muted">
          Per projection of each block. A spectrum of every matrix is computed: minutes for 135M parameters.
        </p>
        <div class="line">
          ${this.weightsButton(weights === null ? 'Compare Weights' : 'Compare Weights Anew', false)}
          ${this.weightsButton('Compare with Another Adapter…', true)}
          <glens-select
            label="What the table shows"
            .value=${this.metric.value}
            .options=${metricsOf(weights)}
            @choose=${({ detail }: CustomEvent<string>) =>
              (this.metric = metricsOf(weights).find(({ value }) => value === detail) ?? moduleMetrics[0])}
          ></glens-select>
        </div>
        ${weights === null ? nothing : weightsOf(weights, this.metric)}
      </section>
    </div>`;
  }

  private directionsButton(label: string, intervene: number): TemplateResult {
    return this.run.button(
      label,
      () => host.request('representation', { intervene }),
      (made) => (this.made = made),
    );
  }

  private weightsButton(label: string, withOther: boolean): TemplateResult {
    return this.run.button(
      label,
      () => host.request('weights', { withOther }),
      (weights) => {
        if (weights === null) return;
        this.weights = weights;
        if (withOther) this.metric = otherMetric;
        else if (this.metric === otherMetric) this.metric = moduleMetrics[0];
      },
    );
  }
}

type ShownWeights = Pick<ComparedWeights, 'other'> & {
  readonly reading: ShownReading<WeightsReading['settings'], WeightsReading['value']>;
};

function keptWeights(reading: WeightsReading | null): ShownWeights | null {
  return reading === null ? null : { reading, other: null };
}

function metricsOf(weights: ShownWeights | null): readonly ModuleMetric[] {
  return weights?.other == null ? moduleMetrics : [...moduleMetrics, otherMetric];
}

function directions(
  reading: ShownReading<RepresentationReading['settings'], RepresentationReading['value']>,
): TemplateResult {
  const analysis = reading.value;
  const { interventions, notes, chosen } = analysis;
  return html`${readingHead(reading, chosen)}
    <p>${apartLine(analysis)}</p>
    ${interventions.map((one) => html`<p>${interventionLine(one)}</p>`)}
    <glens-table .table=${directionsTable(analysis)}></glens-table>
    ${notes.map((note) => html`<p class="muted">${note}</p>`)}`;
}

function weightsOf({ reading, other }: ShownWeights, metric: ModuleMetric): TemplateResult {
  const analysis = reading.value;
  return html`${readingHead(reading)}
    <p>‖ΔW‖/‖W‖ of all projections together: ${formatMetric(analysis.relativeNorm)}</p>
    ${other === null ? nothing : html`<p>${visibleText(otherLine(other))}</p>`}
    <glens-table .table=${modulesTable(analysis, metric)}></glens-table>
    ${analysis.notes.map((note) => html`<p class="muted">${note}</p>`)}`;
}
