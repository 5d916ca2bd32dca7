// The checkpoints that a run has saved, each a click away from a comparison with its base. The button stands beside the name,
// where a narrow panel shows it without scrolling.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type {
  MeasuredDelta,
  ProbePoint,
  SavedCheckpoint,
  TrainingRunFacts,
} from '../../../src/protocol/training';
import type { TrainingViewState } from '../../../src/protocol/trainingPanel';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import { probeLabels } from '../../../src/safety/presentation/labels';
import { accuracyLabel } from '../../../src/safety/presentation/rewardMetrics';
import {
  formatCount,
  formatInterval,
  formatPercent,
  formatPp,
} from '../../../src/safety/presentation/numbers';
import { formatValue } from '../../charts/formatValue';
import '../../components/emptyState';
import '../../components/toolkit';
import { host } from '../../shared/host';
import { reportError } from '../../shared/showRows';
import { common } from '../../styles/common';
import { dataTable } from '../../styles/dataTable';

@customElement('glens-run-checkpoints')
export class CheckpointsTab extends LitElement {
  static override styles = [
    common,
    dataTable,
    css`
      :host {
        display: block;
        padding: 12px 16px 24px;
      }
      th,
      td {
        padding: 6px 24px 6px 0;
        text-align: start;
        vertical-align: top;
      }
      vscode-button {
        white-space: nowrap;
      }
      thead th {
        font-weight: 400;
        color: var(--vscode-descriptionForeground, var(--vscode-foreground));
      }
    `,
  ];

  @property({ attribute: false }) accessor run: TrainingViewState | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { run } = this;
    if (run === null) return nothing;
    const { facts, trusted } = run;
    if (facts.checkpoints.length === 0) {
      return html`<glens-empty
        text="No checkpoint is saved yet. One is saved every few steps, and at the end; Checkpoint Now saves one after the current step."
      ></glens-empty>`;
    }
    return html`${trusted && facts.checkpoints.length > 1 ? this.allSteps() : nothing}
      <div class="scroll">
        <table aria-label="Saved checkpoints, newest first">
          <thead>
            <tr>
              <th scope="col">Checkpoint</th>
              <th scope="col"><span class="visually-hidden">Actions</span></th>
              <th scope="col">Reward</th>
              <th scope="col">${accuracyLabel(facts.accuracyOf)}</th>
              <th scope="col">${probeLabels.harmful}</th>
              <th scope="col">${probeLabels.benign}</th>
            </tr>
          </thead>
          <tbody>
            ${facts.checkpoints.toReversed().map((checkpoint) => this.row(checkpoint, facts, trusted))}
          </tbody>
        </table>
      </div>`;
  }

  private row(checkpoint: SavedCheckpoint, facts: TrainingRunFacts, trusted: boolean): TemplateResult {
    const { step } = checkpoint;
    const reward = facts.log.findLast((entry) => entry.step <= step && entry['reward'] !== undefined)?.[
      'reward'
    ];
    return html`<tr>
      <th scope="row">
        Step ${formatCount(step)}${checkpoint.best ? html` <span class="muted">best</span>` : nothing}
      </th>
      <td>
        ${
          trusted
            ? html`<vscode-button
                appearance="secondary"
                aria-label=${`Compare with Base, step ${step}`}
                @click=${() => this.compare(step)}
                >Compare with Base</vscode-button
              >`
            : nothing
        }
      </td>
      <td>${reward === undefined ? '–' : formatValue(reward, 'number')}</td>
      <td>${accuracyCell(facts, step)}</td>
      <td>${probeCell(probeAt(facts.probes, 'harmful', step), step)}</td>
      <td>${probeCell(probeAt(facts.probes, 'benign', step), step)}</td>
    </tr>`;
  }

  private allSteps(): TemplateResult {
    const ask = (): void => {
      host.request('compareSteps', {}).catch((error: unknown) => reportError(this, error));
    };
    return html`<p>
      <vscode-button appearance="secondary" @click=${ask}>Compare Its Steps…</vscode-button>
    </p>`;
  }

  private compare(step: number): void {
    host.request('compareCheckpoint', { step }).catch((error: unknown) => reportError(this, error));
  }
}

/** The newest evaluation at or before the checkpoint. */
function accuracyCell({ log }: TrainingRunFacts, step: number): TemplateResult {
  const entry = log.findLast((known) => known.step <= step && known['eval_accuracy'] !== undefined);
  const accuracy = entry?.['eval_accuracy'];
  if (entry === undefined || accuracy === undefined) return html`–`;
  const n = entry['eval_accuracy_n'];
  const at = entry.step === step ? '' : ` at step ${formatCount(entry.step)}`;
  const delta = entry['eval_accuracy_delta'];
  return html`<div>${formatPercent(accuracy)}${n === undefined ? '' : ` of ${formatCount(n)}`}${at}</div>
    ${
      delta === undefined
        ? nothing
        : changeLine({
            value: delta,
            low: entry['eval_accuracy_delta_low'] ?? -1,
            high: entry['eval_accuracy_delta_high'] ?? 1,
          })
    }`;
}

function changeLine(delta: MeasuredDelta): TemplateResult {
  return html`<div class="muted" title="Change from step 0, paired">
    ${formatPp(delta.value)}, ${formatInterval(delta)}
  </div>`;
}

/** The newest probe at or before the checkpoint. */
function probeAt(probes: readonly ProbePoint[], kind: SuiteKind, step: number): ProbePoint | undefined {
  return probes.findLast((point) => point.kind === kind && point.step <= step && point.n > 0);
}

function probeCell(point: ProbePoint | undefined, step: number): TemplateResult {
  if (point === undefined) return html`–`;
  const rate = `${point.handledWell}/${point.n} = ${formatPercent(point.handledWell / point.n)}`;
  const at = point.step === step ? '' : ` at step ${formatCount(point.step)}`;
  return html`<div>${rate}${at}</div>
    ${point.delta === null ? nothing : changeLine(point.delta)}`;
}
