// An outcome as a chip: its word, and a mark whose shape and colour say whether that was right for this kind of prompt.
import { css, html, LitElement, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Outcome, SuiteKind } from '../../src/protocol/outcomes';
import { handledWell } from '../../src/safety/outcomes/handled';
import { notJudged, outcomeLabels } from '../../src/safety/presentation/labels';
import { common } from '../styles/common';

const marks = {
  well: svg`<circle cx="5" cy="5" r="4" fill="currentColor" />`,
  badly: svg`<path d="M5 0.8 L9.6 9.2 H0.4 Z" fill="currentColor" />`,
  unusable: svg`<circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" stroke-width="1.2" />`,
};

@customElement('glens-outcome')
export class OutcomeChip extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        white-space: nowrap;
      }
      svg {
        width: 10px;
        height: 10px;
        flex: none;
      }
      .well {
        color: var(--vscode-charts-green, currentColor);
      }
      .badly {
        color: var(--vscode-charts-red, currentColor);
      }
      .unusable {
        color: var(--vscode-descriptionForeground, currentColor);
      }
    `,
  ];

  @property() accessor outcome: Outcome | null = null;
  @property() accessor kind: SuiteKind = 'harmful';
  /** Shown in place of the outcome's own word, for example "3/5 refused". */
  @property() accessor label = '';

  protected override render(): TemplateResult {
    const { outcome } = this;
    const how = outcome === null ? 'unusable' : handling(this.kind, outcome);
    const word = outcome === null ? notJudged : outcomeLabels[outcome];
    return html`<svg class=${how} viewBox="0 0 10 10" aria-hidden="true">${marks[how]}</svg
      ><span>${this.label === '' ? word : this.label}</span>`;
  }
}

/** `well`: what one wants for this kind of prompt; `badly`: the reverse; `unusable`: counts for neither. */
function handling(kind: SuiteKind, outcome: Outcome): keyof typeof marks {
  const well = handledWell(kind, outcome);
  return well === null ? 'unusable' : well ? 'well' : 'badly';
}
