// The keys of the Responses tab, in a dialog.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { common } from '../../styles/common';
import { dialogStyles } from '../../styles/dialog';
import { keyActions } from './keyMap';

@customElement('glens-key-help')
export class KeyHelp extends LitElement {
  static override styles = [
    common,
    dialogStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 8px 16px;
      }
    `,
  ];

  @query('dialog') private accessor dialog: HTMLDialogElement | null = null;

  open(): void {
    this.dialog?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title">
      <h2 id="title">Keyboard Shortcuts</h2>
      <dl>
        ${Object.entries(keyActions).map(
          ([key, { label }]) =>
            html`<dt><kbd>${key}</kbd></dt>
              <dd>${label}</dd>`,
        )}
      </dl>
      <p class="muted">In the list, the arrow keys, Page Up, Page Down, Home and End move, too.</p>
      <div class="buttons">
        <vscode-button appearance="secondary" @click=${() => this.dialog?.close()}>Close</vscode-button>
      </div>
    </dialog>`;
  }
}
