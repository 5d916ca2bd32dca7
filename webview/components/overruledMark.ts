// The mark of a verdict that a person changed: a word and a pen, in the list and beside the response.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Outcome } from '../../src/protocol/outcomes';
import { overruledLabel, overruledMark, overruledMeaning } from '../../src/safety/presentation/labels';
import { common } from '../styles/common';

@customElement('glens-overruled')
export class OverruledMark extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px;
      }
      .mark {
        padding: 0 4px;
        border: 1px solid currentColor;
        border-radius: 2px;
        font-size: 0.85em;
        white-space: nowrap;
      }
    `,
  ];

  /** The sides where it is so, in words; none: the side is clear from the place. */
  @property({ attribute: false }) accessor on: readonly string[] = [];
  /** What the judge said; null: nothing; undefined: not to be said here. */
  @property({ attribute: false }) accessor judge: Outcome | null | undefined = undefined;

  protected override render(): TemplateResult {
    const where = this.on.length === 0 ? '' : ` on ${this.on.join(' and ')}`;
    return html`<span class="mark" title="${overruledLabel} by a person${where}"
        ><span aria-hidden="true">${overruledMark} </span>${overruledLabel}<span class="visually-hidden"
          >${where}</span
        ></span
      >${this.judge === undefined ? nothing : html`<span class="muted">${overruledMeaning(this.judge)}</span>`}`;
  }
}
