// The completions that one step of the run was trained on, with a slider over the steps.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FigureFormat } from '../../../src/protocol/figures';
import type { RolloutRow, TrainingRunFacts } from '../../../src/protocol/training';
import { isOnline } from '../../../src/protocol/training';
import { formatCount } from '../../../src/safety/presentation/numbers';
import '../../components/emptyState';
import '../../components/errorPage';
import '../../components/skeleton';
import { host, readUiState, writeUiState } from '../../shared/host';
import { saveOfKey } from '../../figures/saveKeys';
import '../../figures/saveTools';
import { common } from '../../styles/common';
import { saveCsv } from '../../tables/saveCsv';
import { completionsCsv } from './completionsCsv';
import { nearestStep, rewardNames, rolloutGroups } from './groups';
import './rolloutGroup';
import './stepSlider';

const formats: readonly FigureFormat[] = ['csv'];

@customElement('glens-rollouts')
export class RolloutsTab extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        padding: 0 16px 24px;
      }
      .tools {
        position: sticky;
        top: 0;
        z-index: 1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        padding: 12px 0;
        background: var(--vscode-editor-background);
      }
      glens-step-slider {
        flex: 0 1 640px;
      }
    `,
  ];

  @property({ attribute: false }) accessor facts: TrainingRunFacts | null = null;
  /** A step that was asked for by a click on a curve. */
  @property({ attribute: false }) accessor requested: { readonly step: number } | null = null;
  /** null follows the newest step. */
  @state() private accessor chosen: number | null = rememberedStep();
  @state() private accessor rows: readonly RolloutRow[] | null = null;
  @state() private accessor failure: unknown = null;
  /** The step that `rows` belong to, or are being fetched for. */
  private fetched: number | null = null;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      if (saveOfKey(event, formats) === null) return;
      event.preventDefault();
      this.save();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('requested') && this.requested !== null) this.choose(this.requested.step);
    const step = this.step();
    if (step !== null && step !== this.fetched) void this.fetch(step);
  }

  protected override render(): TemplateResult {
    const { facts, failure, rows } = this;
    const step = this.step();
    if (facts === null || step === null) return html`<glens-empty text=${emptyText(facts)}></glens-empty>`;
    return html`<div class="tools">
        <glens-step-slider
          .steps=${facts.rolloutSteps}
          .step=${step}
          ?following=${this.chosen === null}
          @choose=${(event: CustomEvent<number | null>) => this.choose(event.detail)}
        ></glens-step-slider>
        ${
          rows === null || rows.length === 0
            ? nothing
            : html`<glens-save
                .formats=${formats}
                what=${`Completions of step ${step}`}
                @save=${() => this.save()}
              ></glens-save>`
        }
      </div>
      ${
        failure !== null
          ? html`<glens-error
              .error=${failure}
              retryable
              @retry=${() => void this.fetch(step)}
            ></glens-error>`
          : rows === null
            ? html`<glens-skeleton lines="8"></glens-skeleton>`
            : this.groups(rows, step)
      }`;
  }

  private groups(rows: readonly RolloutRow[], step: number): TemplateResult {
    if (rows.length === 0) {
      return html`<glens-empty
        text=${`The completions of step ${formatCount(step)} cannot be read: their file is empty or gone.`}
      ></glens-empty>`;
    }
    const names = rewardNames(rows);
    return html`${repeat(
      rolloutGroups(rows),
      ({ group }) => group,
      (group) => html`<glens-rollout-group .group=${group} .rewards=${names}></glens-rollout-group>`,
    )}${nothing}`;
  }

  private save(): void {
    const { rows } = this;
    if (rows !== null)
      saveCsv(`completions-step-${this.fetched ?? 0}`, completionsCsv(rows, rewardNames(rows)), this);
  }

  private step(): number | null {
    const steps = this.facts?.rolloutSteps ?? [];
    return this.chosen === null ? (steps.at(-1) ?? null) : nearestStep(steps, this.chosen);
  }

  private choose(step: number | null): void {
    this.chosen = step;
    writeUiState('rolloutStep', step);
  }

  private async fetch(step: number): Promise<void> {
    this.fetched = step;
    try {
      const rows = await host.request('rollouts', { step });
      // Another step may have been chosen in the meantime.
      if (this.fetched !== step) return;
      this.rows = rows;
      this.failure = null;
    } catch (error) {
      if (this.fetched === step) this.failure = error;
    }
  }
}

function rememberedStep(): number | null {
  const step = readUiState('rolloutStep');
  return typeof step === 'number' ? step : null;
}

function emptyText(facts: TrainingRunFacts | null): string {
  return facts !== null && isOnline(facts.algorithm)
    ? 'No completions are stored yet. They come with the first step.'
    : 'This algorithm learns from given texts: it samples no completions.';
}
