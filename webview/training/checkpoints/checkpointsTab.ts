// The checkpoints that a run has saved, each a click away from a comparison with its base. The button stands below the name,
// where a narrow panel shows it without scrolling.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SavedCheckpoint } from '../../../src/protocol/training';
import type { TrainingViewState } from '../../../src/protocol/trainingPanel';
import '../../components/emptyState';
import '../../components/toolkit';
import { host } from '../../shared/host';
import { reportError } from '../../shared/showRows';
import { common } from '../../styles/common';
import '../../tables/sortableTable';
import { checkpointName, checkpointsTable } from './checkpointsTable';

@customElement('glens-run-checkpoints')
export class CheckpointsTab extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        padding: 12px 16px 24px;
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
    const shown = facts.checkpoints.toReversed();
    return html`${trusted && facts.checkpoints.length > 1 ? this.allSteps() : nothing}
      <glens-table
        .table=${checkpointsTable(facts)}
        .content=${(row: number, column: number) => {
          const checkpoint = shown[row];
          return column > 0 || !trusted || checkpoint === undefined ? null : this.offer(checkpoint);
        }}
      ></glens-table>`;
  }

  private offer(checkpoint: SavedCheckpoint): TemplateResult {
    const { step } = checkpoint;
    return html`<div>${checkpointName(checkpoint)}</div>
      <vscode-button
        appearance="secondary"
        aria-label=${`Compare with Base, step ${step}`}
        @click=${() => this.compare(step)}
        >Compare with Base</vscode-button
      >`;
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
