// The Settings tab: everything needed to judge and to repeat the comparison, as text and as a command line.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ComparisonState } from '../../../src/protocol/webview';
import '../../components/toolkit';
import { host } from '../../shared/host';
import { reportError } from '../../shared/showRows';
import { common } from '../../styles/common';
import { checkpointEntries, generationEntries, judgeEntries, runEntries, type Entry } from './entries';

@customElement('glens-provenance')
export class ProvenanceTab extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        max-width: 1180px;
        padding: 16px;
      }
      section + section {
        margin-top: 24px;
      }
      h2 {
        margin-bottom: 8px;
        font-size: 1.1em;
      }
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(360px, 100%), 1fr));
        gap: 16px 32px;
      }
      h3 {
        margin-bottom: 4px;
      }
      dl > div {
        display: grid;
        grid-template-columns: minmax(110px, 160px) 1fr;
        gap: 0 12px;
        padding: 3px 0;
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      dd {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      dd.code,
      pre {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: var(--vscode-editor-font-size, 0.95em);
      }
      pre {
        margin: 0 0 8px;
        padding: 8px;
        overflow-x: auto;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        background: var(--vscode-textCodeBlock-background, transparent);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      @media (max-width: 420px) {
        dl > div {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  @state() private accessor said = '';

  protected override render(): TemplateResult {
    if (this.state === null) return html``;
    const { facts, summary, command } = this.state;
    return html`<section aria-label="Command line">
        <h2>To make this comparison again</h2>
        <pre tabindex="0">${command}</pre>
        <vscode-button appearance="secondary" @click=${() => void this.copy(command)}
          >Copy Command</vscode-button
        >
        <span class="muted" role="status" aria-live="polite">${this.said}</span>
      </section>
      <section aria-label="Checkpoints">
        <h2>Checkpoints</h2>
        <div class="sides">
          <div>
            <h3>Base</h3>
            ${list(checkpointEntries(facts.base, facts.spec.base))}
          </div>
          <div>
            <h3>Tuned</h3>
            ${list(checkpointEntries(facts.tuned, facts.spec.tuned))}
          </div>
        </div>
      </section>
      <section aria-label="Generation">
        <h2>Generation</h2>
        ${list(generationEntries(facts.spec))}
      </section>
      <section aria-label="Judges">
        <h2>Judges</h2>
        ${list(judgeEntries(facts.spec, summary))}
      </section>
      <section aria-label="Run">
        <h2>Run</h2>
        ${list(runEntries(facts))}
      </section>`;
  }

  private async copy(text: string): Promise<void> {
    try {
      await host.request('copy', { text });
      this.said = 'Copied.';
    } catch (error) {
      reportError(this, error);
    }
  }
}

function list(entries: readonly Entry[]): TemplateResult {
  return html`<dl>
    ${entries.map(
      ({ name, value, code }) =>
        html`<div>
          <dt class="muted">${name}</dt>
          <dd class=${code ? 'code' : ''}>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
