// A figure drawn by src/safety at the width that there is: one image with its description in words.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DrawFigure } from '../../src/safety/presentation/figures/figure';
import { visibleText } from '../../src/safety/presentation/visibleText';
import { common } from '../styles/common';
import { figureColours } from './figureColours';
import { svgElement } from './svgElement';

/** Pixels: wider, a figure of few points is only emptier. */
const widest = 760;

@customElement('glens-drawing')
export class Drawing extends LitElement {
  static override styles = [
    common,
    figureColours,
    css`
      :host {
        display: block;
        max-width: ${widest}px;
      }
      svg {
        display: block;
        overflow: visible;
        font-family: inherit;
        font-variant-numeric: tabular-nums;
      }
      .audit-interval {
        stroke: var(--vscode-contrastBorder, none);
        stroke-dasharray: 2 2;
      }
    `,
  ];

  @property({ attribute: false }) accessor draw: DrawFigure | null = null;
  /** Pixels; 0 before the first layout. */
  @state() private accessor width = 0;
  private readonly observer = new ResizeObserver(([entry]) => {
    const seen = Math.floor(entry?.contentRect.width ?? 0);
    if (seen > 0) this.width = Math.min(seen, widest);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    this.observer.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.draw === null || this.width === 0) return nothing;
    const fontSize = Number.parseFloat(getComputedStyle(this).fontSize) || 13;
    const figure = this.draw({ width: this.width, fontSize });
    if (figure === null) return nothing;
    const { width, height, content, title, description } = figure;
    const words = visibleText(`${title}. ${description}`);
    return html`<div role="img" aria-label=${words}>${svgElement(width, height, content)}</div>`;
  }
}
