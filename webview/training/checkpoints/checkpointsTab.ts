// The checkpoints that a run has saved, each a click away from a comparison with its base.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ProbePoint, SavedCheckpoint, TrainingRunFacts } from '../../../src/protocol/training';
import type { TrainingViewState } from '../../../src/protocol/trainingPanel';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import { probeLabels } from '../../../src/safety/presentation/labels';
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
    return html`<div class="scroll">
      <table aria-label="Saved checkpoints, newest first">
        <thead>
          <tr>
            <th scope="col">Checkpoint</th>
            <th scope="col">Reward</th>
            <th scope="col">${probeLabels.harmful}</th>
            <th scope="col">${probeLabels.benign}</th>
            <th scope="col"><span class="visually-hidden">Actions</span></th>
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
      <td>${reward === undefined ? '–' : formatValue(reward, 'number')}</td>
      <td>${probeCell(probeAt(facts.probes, 'harmful', step), step)}</td>
      <td>${probeCell(probeAt(facts.probes, 'benign', step), step)}</td>
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
    </tr>`;
  }

  private compare(step: number): void {
    host.request('compareCheckpoint', { step }).catch((error: unknown) => reportError(this, error));
  }
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
    ${
      point.delta === null
        ? nothing
        : html`<div class="muted" title="Change from step 0, paired">
            ${formatPp(point.delta.value)}, ${formatInterval(point.delta)}
          </div>`
    }`;
}
