// The Representation tab: refusal directions layer by layer, interventions on them, and the change of weights per module.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RepresentationAnalysis, WeightsAnalysis } from '../../../src/protocol/representation';
import type { ComparisonState } from '../../../src/protocol/webview';
import { formatMetric } from '../../../src/safety/presentation/numbers';
import {
  directionsTable,
  moduleMetrics,
  modulesTable,
  type ModuleMetric,
} from '../../../src/safety/presentation/representationTables';
import { apartLine, interventionLine } from '../../../src/safety/presentation/representationText';
import '../../components/select';
import '../../components/skeleton';
import '../../components/toolkit';
import { host } from '../../shared/host';
import { common } from '../../styles/common';
import '../../tables/sortableTable';
import { AnalysisRun } from '../analysis/analysisRun';
import { analysisStyles } from '../analysis/analysisStyles';

/** Held-out prompts of each kind that are answered with the direction ablated or added. */
const interventionPrompts = 24;

@customElement('glens-representation')
export class RepresentationTab extends LitElement {
  static override styles = [common, analysisStyles];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  @state() private accessor analysis: RepresentationAnalysis | null = null;
  @state() private accessor weights: WeightsAnalysis | null = null;
  @state() private accessor metric: ModuleMetric = moduleMetrics[0];

  private readonly run = new AnalysisRun(this, () => {
    this.analysis = null;
    this.weights = null;
  });

  protected override render(): TemplateResult {
    if (this.state === null) return html`<glens-skeleton lines="8"></glens-skeleton>`;
    return html`<div class="page">
      <section aria-labelledby="direction">
        <h2 id="direction">Refusal direction</h2>
        <p class="muted">
          Mean state of harmful prompts less that of benign ones at the last token of the prompt, from one
          half of the prompts and measured on the other.
        </p>
        <div class="line">
          ${this.directionsButton('Read Directions', 0)}
          ${this.directionsButton(`Read, and Ablate on ${interventionPrompts} Prompts`, interventionPrompts)}
        </div>
        ${this.analysis === null ? nothing : directions(this.analysis)}
      </section>
      <section aria-labelledby="weights">
        <h2 id="weights">Change of weights</h2>
        <p class="muted">
          Per projection of each block. A spectrum of every matrix is computed: minutes for 135M parameters.
        </p>
        <div class="line">
          ${this.run.button(
            'Compare Weights',
            () => host.request('weights', {}),
            (weights) => (this.weights = weights),
          )}
          <glens-select
            label="What the table shows"
            .value=${this.metric.value}
            .options=${moduleMetrics}
            @choose=${({ detail }: CustomEvent<string>) =>
              (this.metric = moduleMetrics.find(({ value }) => value === detail) ?? moduleMetrics[0])}
          ></glens-select>
        </div>
        ${this.weights === null ? nothing : weightsOf(this.weights, this.metric)}
      </section>
    </div>`;
  }

  private directionsButton(label: string, intervene: number): TemplateResult {
    return this.run.button(
      label,
      () => host.request('representation', { intervene }),
      (analysis) => (this.analysis = analysis),
    );
  }
}

function directions(analysis: RepresentationAnalysis): TemplateResult {
  const { interventions, notes } = analysis;
  return html`<p>${apartLine(analysis)}</p>
    ${interventions.map((one) => html`<p>${interventionLine(one)}</p>`)}
    <glens-table .table=${directionsTable(analysis)}></glens-table>
    ${notes.map((note) => html`<p class="muted">${note}</p>`)}`;
}

function weightsOf(weights: WeightsAnalysis, metric: ModuleMetric): TemplateResult {
  return html`<p>‖ΔW‖/‖W‖ of all projections together: ${formatMetric(weights.relativeNorm)}</p>
    <glens-table .table=${modulesTable(weights, metric)}></glens-table>
    ${weights.notes.map((note) => html`<p class="muted">${note}</p>`)}`;
}
