// A run that goes on, or that can be taken up again: how far it is, and the button that stops or resumes it.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ComparisonFacts, RunProgress } from '../../src/protocol/comparison';
import { formatCount } from '../../src/safety/presentation/numbers';
import { host } from '../shared/host';
import { progressText } from '../../src/safety/presentation/progressText';
import { reportError } from '../shared/showRows';
import { common } from '../styles/common';
import { progressBar } from '../styles/progressBar';
import './toolkit';

/** Its answers come in here as they do there. */
function runElsewhere(by: string): string {
  return `Another window or command line runs it (${by}); it can be stopped there.`;
}

@customElement('glens-progress')
export class ProgressLine extends LitElement {
  static override styles = [
    common,
    progressBar,
    css`
      :host {
        display: block;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        padding: 4px 16px;
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
      }
      .text {
        flex: 1 1 200px;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) accessor facts: ComparisonFacts | null = null;
  @property({ attribute: false }) accessor progress: RunProgress | null = null;
  @property({ type: Boolean }) accessor trusted = true;

  protected override render(): TemplateResult | typeof nothing {
    const { facts, progress } = this;
    if (progress !== null) {
      const max = Math.max(1, progress.total);
      return html`<div class="line">
          <span class="text">${progressText(progress)}</span>
          ${this.button('Stop', () => host.request('stop', {}))}
        </div>
        <progress aria-label="Progress of the run" max=${max} .value=${progress.done}></progress>`;
    }
    if (facts === null || facts.status === 'complete') return nothing;
    const left = `${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)} responses`;
    if (facts.runBy !== undefined) {
      return html`<div class="line"><span class="text">${left}. ${runElsewhere(facts.runBy)}</span></div>`;
    }
    const text = this.trusted
      ? `The run is not finished: ${left}.`
      : `The run is not finished: ${left}. Trust this workspace to resume it.`;
    return html`<div class="line">
      <span class="text">${text}</span>
      ${this.trusted ? this.button('Resume', () => host.request('resume', {})) : nothing}
    </div>`;
  }

  private button(text: string, action: () => Promise<unknown>): TemplateResult {
    const run = (): void => void action().catch((error: unknown) => reportError(this, error));
    return html`<vscode-button appearance="secondary" @click=${run}>${text}</vscode-button>`;
  }
}
