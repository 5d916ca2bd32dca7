// What a run is, how far it is, and the buttons that drive it.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  algorithmLabels,
  isLive,
  isOnline,
  isResumable,
  type TrainingControl,
  type TrainingRunFacts,
} from '../../src/protocol/training';
import type { TrainingViewState } from '../../src/protocol/trainingPanel';
import { formatCount, formatDuration } from '../../src/safety/presentation/numbers';
import { host } from '../shared/host';
import { reportError } from '../shared/showRows';
import { common } from '../styles/common';
import { progressBar } from '../styles/progressBar';
import '../components/toolkit';
import { runHeaderStyles } from './runHeaderStyles';
import {
  baseName,
  foreignMeaning,
  jobText,
  pendingLabels,
  phaseLabels,
  statusLabels,
  statusMeanings,
} from './runLabels';

@customElement('glens-run-header')
export class RunHeader extends LitElement {
  static override styles = [common, progressBar, runHeaderStyles];

  @property({ attribute: false }) accessor run: TrainingViewState | null = null;
  /** What was asked for here, until the host's next word on it. */
  @state() private accessor asked: TrainingControl | 'resume' | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('run')) this.asked = null;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { run } = this;
    if (run === null) return nothing;
    const { facts } = run;
    return html`<div class="line">
        <h1>${baseName(facts.folder)}</h1>
        <span class="status ${facts.status}">
          <span class="dot" aria-hidden="true"></span>${statusLabels[facts.status]}
        </span>
        <span class="text muted">${this.description(run)}</span>
        <span class="buttons">${this.buttons(run)}</span>
      </div>
      <div class="line progress-text">
        <span role="status">${this.progress(run)}</span>
      </div>
      ${
        facts.status === 'finished'
          ? nothing
          : html`<progress
              aria-label="Steps of the run"
              max=${Math.max(1, facts.maxSteps)}
              .value=${facts.step}
              class=${isLive(facts) ? 'live' : ''}
            ></progress>`
      }
      ${this.reason(run)} ${this.remarks(facts)}`;
  }

  private description({ facts }: TrainingViewState): TemplateResult {
    const base = facts.base === null ? '' : ` on ${facts.base.name}`;
    return html`${algorithmLabels[facts.algorithm].name}${base} ·
      <button class="link" @click=${() => this.ask(() => host.request('openConfig', {}))}>
        ${baseName(facts.configPath)}
      </button>`;
  }

  private progress({ facts, progress, pending, job }: TrainingViewState): string {
    // How many steps the epochs come to is known once the data is read.
    const of = facts.maxSteps > 0 ? ` of ${formatCount(facts.maxSteps)}` : '';
    const parts = [`Step ${formatCount(facts.step)}${of}`];
    const asked = pending ?? (this.asked === 'resume' ? null : this.asked);
    if (this.asked === 'resume') parts.push('Starting…');
    else if (asked !== null && isLive(facts))
      parts.push(facts.job === null ? pendingLabels[asked] : 'Stopping…');
    else if (facts.status === 'running' && progress?.phase != null) parts.push(phaseLabels[progress.phase]);
    if (facts.status === 'running' && progress !== null) {
      if (progress.tokensPerSecond !== null) parts.push(`${formatCount(progress.tokensPerSecond)} tokens/s`);
      if (progress.secondsLeft !== null) parts.push(`${formatDuration(progress.secondsLeft)} left`);
    }
    if (job !== null && isLive(facts)) parts.push(...jobText(job));
    const meaning =
      facts.job !== null
        ? facts.status === 'halted'
          ? statusMeanings.halted
          : ''
        : facts.foreign
          ? foreignMeaning
          : statusMeanings[facts.status];
    if (meaning !== '' && facts.reason === null) parts.push(meaning);
    return parts.join(' · ');
  }

  /** Of a run on a cluster there are several whatever it is, and its curves come first. */
  private remarks({ remarks, job }: TrainingRunFacts): TemplateResult | readonly TemplateResult[] {
    const lines = remarks.map((remark) => html`<p class="remark muted">${remark}</p>`);
    if (job === null || lines.length === 0) return lines;
    return html`<details>
      <summary class="muted">What differs from a run on this machine: ${lines.length}</summary>
      ${lines}
    </details>`;
  }

  private reason({ facts }: TrainingViewState): TemplateResult | typeof nothing {
    if (facts.reason === null) return nothing;
    const last = facts.checkpoints.at(-1);
    return html`<div class="reason ${facts.status}" role="note">
      <strong>${statusLabels[facts.status]}:</strong> ${facts.reason}
      ${last === undefined ? nothing : html`The last good checkpoint is step ${formatCount(last.step)}.`}
    </div>`;
  }

  private buttons({ facts, trusted }: TrainingViewState): (TemplateResult | typeof nothing)[] {
    if (facts.foreign && facts.job === null) return [];
    const log = this.button('Show Log', () => host.request('openTrainingLog', {}));
    if (!trusted) return [html`<span class="muted">Trust this workspace to drive the run.</span>`, log];
    if (isLive(facts) && facts.job !== null) return [this.control('Stop', 'stop'), log];
    if (isLive(facts)) {
      return [
        facts.status === 'paused'
          ? this.control('Continue', 'continue', 'primary')
          : this.control('Pause', 'pause'),
        this.control('Checkpoint Now', 'checkpoint'),
        this.control('Stop', 'stop'),
        log,
      ];
    }
    return [...this.next(facts), log];
  }

  /** What one does with a run that has ended. */
  private next(facts: TrainingRunFacts): TemplateResult[] {
    const chosen = facts.checkpoints.findLast(({ best }) => best) ?? facts.checkpoints.at(-1);
    const compare = (step: number): TemplateResult =>
      this.button(
        'Compare with Base',
        () => host.request('compareCheckpoint', { step }),
        facts.status === 'finished' ? 'primary' : 'secondary',
        `Compare with Base: step ${step}`,
      );
    return [
      ...(isResumable(facts) ? [this.button('Resume', () => this.resume(), 'primary')] : []),
      ...(chosen === undefined ? [] : [compare(chosen.step)]),
      ...(isOnline(facts.algorithm)
        ? [this.button('Audit Reward…', () => host.request('auditRewards', {}))]
        : []),
    ];
  }

  private control(text: string, control: TrainingControl, appearance?: string): TemplateResult {
    return this.button(
      text,
      async () => {
        this.asked = control;
        await host.request('control', { control });
      },
      appearance,
    );
  }

  private async resume(): Promise<void> {
    this.asked = 'resume';
    await host.request('resumeTraining', {});
  }

  private button(
    text: string,
    action: () => Promise<unknown>,
    appearance = 'secondary',
    label?: string,
  ): TemplateResult {
    return html`<vscode-button
      appearance=${appearance}
      aria-label=${label ?? nothing}
      @click=${() => this.ask(action)}
      >${text}</vscode-button
    >`;
  }

  private ask(action: () => Promise<unknown>): void {
    action().catch((error: unknown) => {
      this.asked = null;
      reportError(this, error);
    });
  }
}
