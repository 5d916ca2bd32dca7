// A dropdown of labelled values whose options may change under it; the toolkit's own loses its value then.
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { common } from '../styles/common';
import { fieldValue } from './toolkit';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
}

/** Fires `choose` with the value. */
@customElement('glens-select')
export class GlensSelect extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: inline-block;
        min-width: 0;
      }
      vscode-dropdown {
        width: 100%;
        min-width: 0;
      }
      vscode-dropdown::part(listbox) {
        width: max-content;
        min-width: 100%;
        max-width: min(420px, 90vw);
      }
    `,
  ];

  @property() accessor label = '';
  @property() accessor value = '';
  @property({ attribute: false }) accessor options: readonly SelectOption[] = [];

  protected override render(): TemplateResult {
    // A value that is not among the options would be replaced by the first of them.
    const options = this.options.some(({ value }) => value === this.value)
      ? this.options
      : [...this.options, { value: this.value, label: this.value }];
    return html`<vscode-dropdown aria-label=${this.label} title=${this.label} @change=${this.changed}>
      ${repeat(
        options,
        ({ value }) => value,
        ({ value, label }) => html`<vscode-option .value=${value}>${label}</vscode-option>`,
      )}
    </vscode-dropdown>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // The dropdown learns of its options by a slotchange, after this update.
    requestAnimationFrame(() => {
      const dropdown = this.renderRoot.querySelector('vscode-dropdown');
      if (dropdown !== null && 'value' in dropdown && dropdown.value !== this.value)
        dropdown.value = this.value;
    });
  }

  private readonly changed = (event: Event): void => {
    event.stopPropagation();
    const value = fieldValue(event);
    if (value === this.value) return;
    this.value = value;
    this.dispatchEvent(new CustomEvent<string>('choose', { detail: value }));
  };
}
