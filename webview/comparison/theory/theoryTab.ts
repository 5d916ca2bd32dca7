// The Theory tab: what was observed beside forecast, measured KL and bounds, on one figure and as tables. What only reads
// files is there at once; measuring KL is started by a button.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ComparisonSummary } from '../../../src/protocol/summary';
import type { TheoryAnalysis } from '../../../src/protocol/theory';
import type { ComparisonState } from '../../../src/protocol/webview';
import { severityLabels } from '../../../src/safety/presentation/labels';
import type { FigureSource } from '../../../src/safety/presentation/figures/figure';
import { theoryFigure } from '../../../src/safety/presentation/theory/theoryFigure';
import {
  theoryFindings,
  theoryScope,
  theorySources,
} from '../../../src/safety/presentation/theory/theorySentences';
import { theoryTables } from '../../../src/safety/presentation/theory/theoryTables';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import { figureColours } from '../../charts/figureColours';
import '../../components/skeleton';
import '../../components/toolkit';
import '../../figures/figureBox';
import { host } from '../../shared/host';
import { reportError } from '../../shared/showRows';
import { common } from '../../styles/common';
import '../../tables/sortableTable';
import { AnalysisRun } from '../analysis/analysisRun';
import { analysisStyles } from '../analysis/analysisStyles';
import { theoryLegend, theoryLegendStyles } from './theoryLegend';

@customElement('glens-theory')
export class TheoryTab extends LitElement {
  static override styles = [
    common,
    analysisStyles,
    figureColours,
    theoryLegendStyles,
    css`
      h3 {
        margin-top: 16px;
        padding-bottom: 4px;
      }
      figure {
        margin: 12px 0 0;
      }
      li {
        margin-top: 8px;
        max-width: 100ch;
        overflow-wrap: anywhere;
      }
      ul {
        padding-inline-start: 20px;
      }
    `,
  ];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  @state() private accessor analysis: TheoryAnalysis | null = null;
  /** The numbers that were last asked about. */
  private asked: ComparisonSummary | null = null;
  private readonly run = new AnalysisRun(this, () => {
    this.analysis = null;
    this.asked = null;
  });
  private figure: FigureSource | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.run.follow();
    const { analysis } = this;
    if (changed.has('analysis')) {
      this.figure = analysis === null ? null : theoryFigure(analysis);
    }
    const { summary = null, progress, trusted } = this.state ?? {};
    // While answers come, the numbers change every second.
    if (summary === null || summary === this.asked || progress !== null || trusted !== true) return;
    this.asked = summary;
    void this.read(summary);
  }

  protected override render(): TemplateResult {
    const { analysis, state: comparison } = this;
    if (comparison?.trusted === false) {
      return this.page(
        html`<p>Trust this workspace to see what theory says: the training run is read for it.</p>`,
      );
    }
    if (
      comparison !== null &&
      analysis === null &&
      (comparison.summary === null || comparison.progress !== null)
    ) {
      return this.page(html`<p>What theory says stands here once the comparison has its answers.</p>`);
    }
    if (analysis === null) return html`<glens-skeleton lines="8"></glens-skeleton>`;
    return this.page(html`
      ${theoryFindings(analysis).map((finding) => html`<p>${visibleText(finding)}</p>`)}
      <figure aria-label="Observed drift, forecast and bounds">
        <glens-figure .figure=${this.figure}></glens-figure>
        <figcaption>${theoryLegend(analysis)}</figcaption>
      </figure>
      <div class="line">${this.measureButton(analysis)} ${this.auditButton(analysis)}</div>
      ${theoryTables(analysis).map((table) => html`<glens-table .table=${table}></glens-table>`)}
      ${this.notes(analysis)}
    `);
  }

  private page(content: TemplateResult): TemplateResult {
    return html`<div class="page">
      <section aria-labelledby="theory">
        <h2 id="theory">Observed drift and theory</h2>
        ${content}
      </section>
    </div>`;
  }

  private measureButton({ klGap, drift }: TheoryAnalysis): TemplateResult | typeof nothing {
    if (klGap !== 'notAsked' || drift !== null) return nothing;
    return this.run.button(
      'Measure KL',
      () => host.request('theory', { measureKl: true }),
      (found) => (this.analysis = found),
    );
  }

  /** Reading the answers took minutes: another audit keeps what they said. */
  private auditButton({ drift }: TheoryAnalysis): TemplateResult {
    return this.run.button<TheoryAnalysis | null>(
      'Choose Audit…',
      async () => {
        const { chosen } = await host.request('chooseAudit', {});
        return chosen ? host.request('theory', { measureKl: drift !== null }) : null;
      },
      (found) => {
        if (found !== null) this.analysis = found;
      },
    );
  }

  private notes(analysis: TheoryAnalysis): TemplateResult {
    const notes = [
      ...theoryScope(analysis),
      ...analysis.notes.map(({ severity, message }) => `${severityLabels[severity]}: ${message}`),
      ...(analysis.drift?.notes ?? []).map((note) => `${severityLabels.note}: ${note}`),
      theorySources,
    ];
    return html`<h3>What to know of it</h3>
      <ul>
        ${notes.map((note) => html`<li>${visibleText(note)}</li>`)}
      </ul>`;
  }

  private async read(about: ComparisonSummary): Promise<void> {
    try {
      const found = await host.request('theory', { measureKl: false });
      if (this.asked === about) this.analysis = found;
    } catch (error) {
      reportError(this, error);
    }
  }
}
