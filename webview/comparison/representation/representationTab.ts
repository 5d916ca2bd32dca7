// The Representation tab: refusal directions layer by layer, interventions on them, and the change of weights per module.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type {
  ModuleChange,
  RepresentationAnalysis,
  WeightsAnalysis,
} from '../../../src/protocol/representation';
import type { ComparisonState } from '../../../src/protocol/webview';
import { formatMetric, noValue } from '../../../src/safety/presentation/numbers';
import {
  apartLine,
  formatOverlap,
  formatSpread,
  interventionLine,
} from '../../../src/safety/presentation/representationText';
import '../../components/select';
import '../../components/skeleton';
import '../../components/toolkit';
import { host } from '../../shared/host';
import { common } from '../../styles/common';
import { dataTable } from '../../styles/dataTable';
import { AnalysisRun } from '../analysis/analysisRun';
import { analysisStyles } from '../analysis/analysisStyles';
import { heatClass, heatStyles } from '../analysis/heat';

/** Held-out prompts of each kind that are answered with the direction ablated or added. */
const interventionPrompts = 24;

interface Metric {
  readonly value: string;
  readonly label: string;
  readonly limits: readonly [number, number, number, number, number];
  number(change: ModuleChange): number | null;
  text(change: ModuleChange): string;
}

const metrics: readonly [Metric, ...Metric[]] = [
  {
    value: 'norm',
    label: '‖ΔW‖/‖W‖',
    limits: [0.001, 0.01, 0.05, 0.1, 0.3],
    number: ({ relativeNorm }) => relativeNorm,
    text: ({ relativeNorm }) => formatMetric(relativeNorm),
  },
  {
    value: 'rank',
    label: 'Effective rank of ΔW',
    limits: [2, 8, 32, 128, 512],
    number: ({ effectiveRank }) => effectiveRank,
    text: ({ effectiveRank }) => (effectiveRank === null ? noValue : formatMetric(effectiveRank)),
  },
  {
    value: 'overlap',
    label: 'Overlap with W',
    limits: [0.05, 0.1, 0.25, 0.5, 0.75],
    number: ({ withWeights }) => withWeights?.overlap ?? null,
    text: ({ withWeights }) => formatOverlap(withWeights),
  },
];

@customElement('glens-representation')
export class RepresentationTab extends LitElement {
  static override styles = [common, dataTable, analysisStyles, heatStyles];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  @state() private accessor analysis: RepresentationAnalysis | null = null;
  @state() private accessor weights: WeightsAnalysis | null = null;
  @state() private accessor metric: Metric = metrics[0];

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
            .options=${metrics}
            @choose=${({ detail }: CustomEvent<string>) =>
              (this.metric = metrics.find(({ value }) => value === detail) ?? metrics[0])}
          ></glens-select>
        </div>
        ${this.weights === null ? nothing : heatMap(this.weights, this.metric)}
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
  const { layers, chosen, interventions, notes } = analysis;
  return html`<p>${apartLine(analysis)}</p>
    ${interventions.map((one) => html`<p>${interventionLine(one)}</p>`)}
    <div class="scroll" role="group" aria-label="Refusal direction by layer" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Cosine base, tuned</th>
            <th scope="col">AUC base</th>
            <th scope="col">AUC tuned</th>
            <th scope="col">Base harmful</th>
            <th scope="col">Base benign</th>
            <th scope="col">Tuned harmful</th>
            <th scope="col">Tuned benign</th>
            <th scope="col">Shift</th>
          </tr>
        </thead>
        <tbody>
          ${layers.map(
            ({ layer, cosine, separability, projections, shift }) =>
              html`<tr>
                <th scope="row">${layer}${layer === chosen ? ' (chosen)' : ''}</th>
                <td class="cell ${heatClass(1 - cosine, [0.02, 0.05, 0.1, 0.3, 0.6])}">
                  ${formatMetric(cosine)}
                </td>
                <td>${formatMetric(separability.base)}</td>
                <td>${formatMetric(separability.tuned)}</td>
                <td>${formatSpread(projections.base.harmful)}</td>
                <td>${formatSpread(projections.base.benign)}</td>
                <td>${formatSpread(projections.tuned.harmful)}</td>
                <td>${formatSpread(projections.tuned.benign)}</td>
                <td>${formatMetric(shift)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${notes.map((note) => html`<p class="muted">${note}</p>`)}`;
}

function heatMap({ modules, relativeNorm, notes }: WeightsAnalysis, metric: Metric): TemplateResult {
  const projections = [...new Set(modules.map(({ projection }) => projection))];
  const layers = [...new Set(modules.map(({ layer }) => layer))];
  return html`<p>‖ΔW‖/‖W‖ of all projections together: ${formatMetric(relativeNorm)}</p>
    <div class="scroll" role="group" aria-label=${`${metric.label} by module`} tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            ${projections.map((projection) => html`<th scope="col">${projection}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${layers.map(
            (layer) =>
              html`<tr>
                <th scope="row">${layer}</th>
                ${projections.map((projection) => {
                  const change = modules.find((one) => one.layer === layer && one.projection === projection);
                  return change === undefined
                    ? html`<td>${noValue}</td>`
                    : html`<td class="cell ${heatClass(metric.number(change), metric.limits)}">
                        ${metric.text(change)}
                      </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${notes.map((note) => html`<p class="muted">${note}</p>`)}`;
}
