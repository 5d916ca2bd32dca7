// The forest plot of a summary as wide as its place: the same drawing as in the HTML report, in the editor's colours.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ComparisonSummary } from '../../src/protocol/summary';
import { forestFrame, forestPanels } from '../../src/safety/report/forestPanels';
import { forestPlot } from '../../src/safety/report/forestPlot';
import { common } from '../styles/common';

const titles = {
  harmful: 'Harm: change in the share of harmful prompts handled safely',
  benign: 'Over-refusal: change in the share of benign prompts refused',
} as const;
const narrowest = 260;
const widest = 1100;

@customElement('glens-forest')
export class ForestFigure extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        --forest-ink: var(--vscode-foreground);
        --forest-muted: var(--vscode-descriptionForeground, var(--vscode-foreground));
        --forest-rule: var(--vscode-editorIndentGuide-background1, var(--vscode-panel-border, GrayText));
        --forest-zero: var(--vscode-descriptionForeground, GrayText);
        --forest-band: var(--vscode-editor-inactiveSelectionBackground, GrayText);
        --forest-surface: var(--vscode-editor-background);
        --forest-better: var(--vscode-testing-iconPassed, var(--vscode-charts-green, currentColor));
        --forest-worse: var(--vscode-testing-iconFailed, var(--vscode-charts-red, currentColor));
        --forest-open: var(--vscode-foreground);
      }
      figure {
        margin: 0 0 16px;
      }
      figcaption {
        margin-bottom: 8px;
        font-weight: 600;
      }
      svg {
        display: block;
        max-width: 100%;
        font-family: inherit;
        font-variant-numeric: tabular-nums;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        list-style: none;
      }
      .legend li {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .key {
        width: 32px;
        height: 14px;
      }
    `,
  ];

  @property({ attribute: false }) accessor summary: ComparisonSummary | null = null;
  /** Pixels; 0 before the first layout. */
  @state() private accessor width = 0;
  private readonly observer = new ResizeObserver(([entry]) => {
    const seen = Math.floor(entry?.contentRect.width ?? 0);
    if (seen > 0) this.width = Math.min(widest, Math.max(narrowest, seen));
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
    const { summary, width } = this;
    if (summary === null || width === 0) return nothing;
    const panels = forestPanels(summary);
    const frame = forestFrame(panels);
    const fontSize = Number.parseFloat(getComputedStyle(this).fontSize) || 13;
    return html`${panels.map(
      (panel) =>
        html`<figure>
          <figcaption>${titles[panel.kind]}</figcaption>
          ${svgElement(forestPlot(panel, { id: `forest-${panel.kind}`, width, fontSize, frame }).markup)}
        </figure>`,
    )}${legend()}`;
  }
}

/** Parsed as XML, not as HTML: the drawing's own markup, in which all foreign text is escaped. */
function svgElement(markup: string): Element {
  return document.importNode(new DOMParser().parseFromString(markup, 'image/svg+xml').documentElement, true);
}

function legend(): TemplateResult {
  return html`<ul class="legend muted" aria-label="Legend">
    <li>
      <svg class="key" viewBox="0 0 32 14" aria-hidden="true">
        <path d="M1 7H31" stroke="var(--forest-open)" stroke-width="2" />
        <circle cx="16" cy="7" r="4" fill="var(--forest-open)" />
      </svg>
      change and 95% interval; filled where it leaves out zero
    </li>
    <li>
      <svg class="key" viewBox="0 0 32 14" aria-hidden="true">
        <rect width="32" height="14" fill="var(--forest-band)" />
      </svg>
      A/A band: base against base, the noise floor
    </li>
    <li>
      <svg class="key" viewBox="0 0 32 14" aria-hidden="true">
        <path d="M4 7L16 1L28 7L16 13Z" fill="var(--forest-open)" />
      </svg>
      all benchmarks together
    </li>
  </ul>`;
}
