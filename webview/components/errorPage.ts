// What happened, what to do, and the way to the log: a whole page, or a banner above what is still of use.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { rowsCanBeExported, toErrorData } from '../../src/protocol/errors';
import { host } from '../shared/host';
import { common } from '../styles/common';
import './toolkit';

/** Fires `retry` and `dismiss` where these are offered. */
@customElement('glens-error')
export class ErrorPage extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
      }
      .page {
        max-width: 60ch;
        margin: 0 auto;
        padding: 48px 16px;
      }
      .banner {
        padding: 8px 16px;
        border-bottom: 1px solid
          var(--vscode-inputValidation-errorBorder, var(--vscode-contrastBorder, currentColor));
        background: var(--vscode-inputValidation-errorBackground, transparent);
        color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
      }
      h2 {
        overflow-wrap: anywhere;
      }
      .page h2 {
        margin-bottom: 8px;
        font-size: 1.3em;
        font-weight: 400;
      }
      p {
        overflow-wrap: anywhere;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 8px;
      }
      .page .buttons {
        margin-top: 16px;
      }
    `,
  ];

  @property({ attribute: false }) accessor error: unknown = null;
  @property({ type: Boolean }) accessor banner = false;
  @property({ type: Boolean }) accessor retryable = false;

  protected override render(): TemplateResult {
    const { message, advice } = toErrorData(this.error);
    return html`<section class=${this.banner ? 'banner' : 'page'} role="alert">
      <h2>${message}</h2>
      <p>${advice}</p>
      <div class="buttons">
        ${this.retryable ? this.button('Try Again', 'retry', 'primary') : nothing}
        <vscode-button
          appearance="secondary"
          @click=${() => void host.request('showLog', {}).catch(() => null)}
          >Show Log</vscode-button
        >
        ${
          advice.endsWith(rowsCanBeExported)
            ? html`<vscode-button
                appearance="secondary"
                @click=${() => void host.request('exportReadable', {}).catch(() => null)}
                >Export Readable Rows…</vscode-button
              >`
            : nothing
        }
        ${this.banner ? this.button('Dismiss', 'dismiss', 'secondary') : nothing}
      </div>
    </section>`;
  }

  private button(text: string, event: string, appearance: string): TemplateResult {
    return html`<vscode-button
      appearance=${appearance}
      @click=${() => this.dispatchEvent(new CustomEvent(event))}
      >${text}</vscode-button
    >`;
  }
}
