// A figure of a page with what saves it: SVG, PNG and the numbers behind it as CSV, by button and by key. What it looks like
// on the page may be slotted in, where it is more than its drawing: a live chart, a table with drawn cells.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FigureFormat } from '../../src/protocol/figures';
import type { FigureSource } from '../../src/safety/presentation/figures/figure';
import '../charts/drawing';
import { figureColours } from '../charts/figureColours';
import { reportError } from '../shared/showRows';
import { common } from '../styles/common';
import './saveTools';
import type { SaveRequest } from './saveTools';
import { saveFigure } from './saveFigure';
import { saveOfKey } from './saveKeys';

const formats: readonly FigureFormat[] = ['svg', 'png', 'csv'];

@customElement('glens-figure')
export class FigureBox extends LitElement {
  static override styles = [
    common,
    figureColours,
    css`
      :host {
        display: block;
        position: relative;
        min-width: 0;
      }
      /* One of many: its tools take no room, and are seen with pointer or focus. */
      :host([overlay]) glens-save {
        position: absolute;
        inset-block-start: 0;
        inset-inline-end: 0;
        z-index: 1;
        padding-inline-start: 4px;
        background: var(--vscode-editor-background);
      }
      :host([overlay]:not(:hover, :focus-within)) glens-save {
        opacity: 0;
      }
    `,
  ];

  @property({ attribute: false }) accessor figure: FigureSource | null = null;
  @property({ type: Boolean, reflect: true }) accessor overlay = false;
  private saving = false;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      const request = saveOfKey(event, formats);
      if (request === null) return;
      event.preventDefault();
      void this.save(request);
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { figure } = this;
    if (figure === null) return nothing;
    return html`<slot><glens-drawing .draw=${figure.draw}></glens-drawing></slot>
      <glens-save
        .formats=${formats}
        what=${figure.title}
        @save=${({ detail }: CustomEvent<SaveRequest>) => void this.save(detail)}
      ></glens-save>`;
  }

  private async save(request: SaveRequest): Promise<void> {
    if (this.figure === null || this.saving) return;
    this.saving = true;
    try {
      await saveFigure(this.figure, request, this);
    } catch (error) {
      reportError(this, error);
    } finally {
      this.saving = false;
    }
  }
}
