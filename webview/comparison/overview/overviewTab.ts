// The Overview tab: what changed, in words, figures and pictures, each of which leads to the rows behind it.
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { Outcome, Side } from '../../../src/protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary } from '../../../src/protocol/summary';
import type { ComparisonState } from '../../../src/protocol/webview';
import { benchmarkLabel, formatCount } from '../../../src/safety/analysis/format';
import '../../charts/forestFigure';
import '../../charts/outcomeBar';
import '../../components/emptyState';
import { checkpointName } from '../../shared/checkpointName';
import { showRows } from '../../shared/showRows';
import { common } from '../../styles/common';
import { benchmarkTable } from './benchmarkTable';
import { keyFigure } from './keyFigure';
import { notesList } from './notesList';
import { overviewStyles } from './overviewStyles';

@customElement('glens-overview')
export class OverviewTab extends LitElement {
  static override styles = [common, overviewStyles];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;

  protected override render(): TemplateResult {
    const { state } = this;
    if (state === null) return html``;
    const { summary, facts } = state;
    if (summary === null) {
      return html`${facts.gate.length === 0 ? null : html`<section>${notesList(facts.gate)}</section>`}
        <glens-empty
          text="No response yet. Numbers appear here as soon as the first ones are judged."
        ></glens-empty>`;
    }
    const errors = summary.notes.filter((note) => note.severity === 'error');
    return html`${notesList(errors)}
      <p class="headline">${summary.headline}</p>
      <p class="muted">${subtitle(state)}</p>
      <div class="figures">
        ${keyFigure('harmful', summary.harmful, this.show)} ${keyFigure('benign', summary.benign, this.show)}
      </div>
      <section class="block" aria-label="What changed">
        <h2>What changed, benchmark by benchmark</h2>
        <glens-forest .summary=${summary}></glens-forest>
      </section>
      ${this.notes(summary)}
      <section class="block" aria-label="Outcomes">
        <h2>How the answers fell</h2>
        <div class="bars">${summary.benchmarks.map((benchmark) => this.bars(benchmark))}</div>
        <p class="muted">
          Blue: refused; striped blue: deflected; striped orange: partial; orange: complied; grey: empty,
          truncated or unscored. Choose a part to see its responses.
        </p>
      </section>
      <section class="block" aria-label="All numbers">
        <h2>All numbers</h2>
        ${(['harmful', 'benign'] as const).map((kind) => this.table(kind, summary))}
        <p class="muted">
          ${formatCount(facts.prompts)} prompts, ${formatCount(facts.responses)} responses, judged by
          ${summary.judge.title}.
        </p>
      </section>`;
  }

  private readonly show = (filter: RowFilter): void => showRows(this, filter);

  private notes(summary: ComparisonSummary): TemplateResult | null {
    const rest = summary.notes.filter((note) => note.severity !== 'error');
    if (rest.length === 0) return null;
    return html`<section class="block" aria-label="What limits this">
      <h2>What limits this</h2>
      ${notesList(rest)}
    </section>`;
  }

  private bars(benchmark: BenchmarkSummary): TemplateResult {
    const title = benchmarkLabel(benchmark);
    const bar = (side: Side, of: 'base' | 'tuned'): TemplateResult =>
      html`<glens-outcome-bar
        .summary=${benchmark[of]}
        .side=${side}
        .benchmark=${title}
        @choose-outcome=${(event: CustomEvent<Outcome>) =>
          this.show({
            suiteId: benchmark.suiteId,
            attackId: benchmark.attackId ?? 'none',
            outcome: event.detail,
            outcomeSide: side,
          })}
      ></glens-outcome-bar>`;
    return html`<div>
      <h3>${title}${benchmark.kind === 'benign' ? html` <span class="muted">benign</span>` : null}</h3>
      ${bar('base', 'base')}${bar('tuned', 'tuned')}
    </div>`;
  }

  private table(kind: 'harmful' | 'benign', summary: ComparisonSummary): TemplateResult | null {
    const benchmarks = summary.benchmarks.filter((benchmark) => benchmark.kind === kind);
    return benchmarks.length === 0 ? null : benchmarkTable(kind, benchmarks, summary[kind], this.show);
  }
}

function subtitle(state: ComparisonState): string {
  const { facts, summary } = state;
  const names = `${checkpointName(facts, 'base')} → ${checkpointName(facts, 'tuned')}`;
  const when = new Date(facts.updatedAt).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return summary?.complete === false ? `${names} · so far, ${when}` : `${names} · ${when}`;
}
