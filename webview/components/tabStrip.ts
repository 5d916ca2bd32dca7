// Tabs as in VS Code's panel: one is in the tab order, arrow keys, Home and End move and select.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { common } from '../styles/common';

export interface TabItem {
  readonly id: string;
  readonly label: string;
}

/** Fires `tab-change` with the id of the chosen tab. */
@customElement('glens-tabs')
export class TabStrip extends LitElement {
  static override styles = [
    common,
    css`
      [role='tablist'] {
        display: flex;
        flex-wrap: wrap;
        gap: 0 16px;
      }
      button {
        padding: 8px 0;
        border: none;
        border-bottom: 1px solid transparent;
        background: none;
        color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-foreground));
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      button[aria-selected='true'] {
        border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
    `,
  ];

  @property({ attribute: false }) accessor tabs: readonly TabItem[] = [];
  @property({ attribute: false }) accessor selected = '';
  @property() accessor label = '';

  protected override render(): TemplateResult {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.keyDown}>
      ${this.tabs.map(
        ({ id, label }) =>
          html`<button
            role="tab"
            data-id=${id}
            aria-selected=${id === this.selected ? 'true' : 'false'}
            tabindex=${id === this.selected ? 0 : -1}
            @click=${() => this.choose(id)}
          >
            ${label}
          </button>`,
      )}
    </div>`;
  }

  private readonly keyDown = (event: KeyboardEvent): void => {
    const last = this.tabs.length - 1;
    const now = this.tabs.findIndex(({ id }) => id === this.selected);
    const next = {
      ArrowRight: now === last ? 0 : now + 1,
      ArrowLeft: now <= 0 ? last : now - 1,
      Home: 0,
      End: last,
    }[event.key];
    const tab = next === undefined ? undefined : this.tabs[next];
    if (tab === undefined) return;
    event.preventDefault();
    this.choose(tab.id);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus(),
    );
  };

  private choose(id: string): void {
    this.selected = id;
    this.dispatchEvent(new CustomEvent<string>('tab-change', { detail: id }));
  }
}
