// The Overview tab: what changed, in words, figures and pictures, each of which leads to the rows behind it.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { Outcome } from '../../../src/protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary, Note } from '../../../src/protocol/summary';
import type { ComparisonState } from '../../../src/protocol/webview';
import { allNotes, noFindings } from '../../../src/safety/presentation/allNotes';
import { benchmarkTables, tasksCounted } from '../../../src/safety/presentation/benchmarkTables';
import { outcomesFigure } from '../../../src/safety/presentation/outcomes/outcomesFigure';
import { judgedBy } from '../../../src/safety/presentation/judgedBy';
import { keyFigures } from '../../../src/safety/presentation/keyFigure';
import { askedWord, benchmarkLabel, kindMarks } from '../../../src/safety/presentation/labels';
import { formatCount } from '../../../src/safety/presentation/numbers';
import '../../charts/forestFigure';
import '../../charts/outcomeBar';
import '../../components/emptyState';
import '../../components/skeleton';
import '../../figures/figureBox';
import { sideName } from '../../../src/safety/presentation/sideName';
import { wholeFigures } from '../../../src/safety/presentation/wholeFigures';
import { formatDate } from '../../shared/formatDate';
import { host, readUiState, writeUiState } from '../../shared/host';
import { reportError, showRows } from '../../shared/showRows';
import { common } from '../../styles/common';
import { benchmarkTable } from './benchmarkTable';
import { keyFigureCard } from './keyFigureCard';
import { matrixView } from './matrixView';
import { notesList } from './notesList';
import { overviewStyles } from './overviewStyles';
import { refusalCurvesSection } from './refusalCurvesSection';

@customElement('glens-overview')
export class OverviewTab extends LitElement {
  static override styles = [common, overviewStyles];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;

  protected override render(): TemplateResult {
    const { state } = this;
    if (state === null) return html`<glens-skeleton lines="8"></glens-skeleton>`;
    const notes = allNotes(state.facts.gate, state.summary?.notes ?? []);
    const errors = notes.filter(({ severity }) => severity === 'error');
    const rest = notes.filter(({ severity }) => severity !== 'error');
    return html`<div class="page">
      ${this.matrix(state)}
      ${errors.length === 0 ? nothing : html`<section class="errors" aria-label="Errors">${notesList(errors)}</section>`}
      ${state.summary === null ? html`${waiting(state)}${rest.length === 0 ? nothing : this.notes(rest, state)}` : this.result(state, state.summary, rest)}
    </div>`;
  }

  private result(state: ComparisonState, summary: ComparisonSummary, notes: readonly Note[]): TemplateResult {
    const { benchmarks, complete, verdict } = summary;
    return html`<h2 class="headline">${wholeFigures(summary.headline)}</h2>
      ${verdict.figures.map((figures) => html`<p class="verdict-figures">${wholeFigures(figures)}</p>`)}
      <p class="muted">${subtitle(state)}</p>
      ${complete ? nothing : provisional(state)}
      <div class="figures">
        ${keyFigures(summary, state.facts.spec).map((figure) => keyFigureCard(figure, this.show))}
      </div>
      ${
        benchmarks.length === 0
          ? nothing
          : html`<section aria-labelledby="change">
              <h2 id="change">What changed, benchmark by benchmark</h2>
              <glens-forest .summary=${summary}></glens-forest>
            </section>`
      }
      ${this.notes(notes, state)}
      ${
        benchmarks.length === 0
          ? nothing
          : html`<section aria-labelledby="outcomes">
                <h2 id="outcomes">How the answers fell</h2>
                <glens-figure .figure=${outcomesFigure(summary)}>
                  <div class="bars">${benchmarks.map((benchmark) => this.bars(benchmark))}</div>
                </glens-figure>
              </section>
              ${refusalCurvesSection(summary)} ${this.numbers(summary)}`
      }`;
  }

  /** Of several tuned checkpoints, before what is shown of the chosen one. */
  private matrix({ matrix, facts }: ComparisonState): TemplateResult | typeof nothing {
    if (matrix === null) return nothing;
    const shown = facts.column ?? 0;
    const choose = (column: number): void => {
      host.request('chooseColumn', { column }).catch((error: unknown) => reportError(this, error));
    };
    return html`${matrixView(matrix, { shown, choose })}
      <h2 class="chosen">${matrix.columns[shown]?.name} alone, against the base</h2>`;
  }

  private notes(notes: readonly Note[], { facts }: ComparisonState): TemplateResult {
    return html`<section aria-labelledby="notes">
      <h2 id="notes">Comparability and caveats</h2>
      ${notes.length === 0 ? html`<p class="muted">${noFindings(facts)}</p>` : notesList(notes)}
    </section>`;
  }

  private bars(benchmark: BenchmarkSummary): TemplateResult {
    const { suiteId, attackId, kind } = benchmark;
    const title = benchmarkLabel(benchmark);
    return html`<div class="group">
      <h3>
        ${title}${kind === 'harmful' ? nothing : html` <span class="muted">(${kindMarks[kind]})</span>`}
      </h3>
      ${(['base', 'tuned'] as const).map(
        (side) =>
          html`<glens-outcome-bar
            .summary=${benchmark[side]}
            .side=${side}
            .benchmark=${title}
            @choose-outcome=${({ detail }: CustomEvent<Outcome>) =>
              this.show({ suiteId, attackId: attackId ?? 'none', outcome: detail, outcomeSide: side })}
          ></glens-outcome-bar>`,
      )}
    </div>`;
  }

  private numbers(summary: ComparisonSummary): TemplateResult {
    return html`<section aria-label="All numbers">
      <details ?open=${readUiState('allNumbers') === true} @toggle=${rememberOpen}>
        <summary><h2>All numbers</h2></summary>
        ${benchmarkTables(summary).map((table) => benchmarkTable(table, this.show))}
        <p class="muted">
          Rates with k of n and 95% Wilson interval; responses without a usable verdict are not in n. Changes
          are tuned − base on the same prompts. Counted by ${summary.judge.title}, version
          ${summary.judge.version}.${summary.capability === null ? nothing : ` ${tasksCounted}`}
        </p>
      </details>
    </section>`;
  }

  private readonly show = (filter: RowFilter): void => showRows(this, filter);
}

function rememberOpen(event: Event): void {
  if (event.currentTarget instanceof HTMLDetailsElement) writeUiState('allNumbers', event.currentTarget.open);
}

function waiting({ facts, progress }: ComparisonState): TemplateResult {
  // The numbers are being counted.
  if (facts.responses > 0) return html`<glens-skeleton lines="8"></glens-skeleton>`;
  return html`<glens-empty
    text=${
      progress === null
        ? 'There are no responses yet. Resume the run to get them.'
        : 'There are no responses yet. Numbers appear here as soon as the first ones are judged.'
    }
  ></glens-empty>`;
}

function provisional({ facts, progress }: ComparisonState): TemplateResult {
  const seen = `${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)} responses`;
  return html`<p class="provisional">
    <strong>Provisional.</strong> From ${seen}${progress === null ? '' : '; the run goes on'}. Intervals and
    p-values are not corrected for looking early.
  </p>`;
}

function subtitle({ facts, summary }: ComparisonState): string {
  const { base, tuned } = { base: sideName(facts, 'base'), tuned: sideName(facts, 'tuned') };
  const kinds = summary?.benchmarks.map(({ kind }) => kind) ?? [];
  const prompts = `${formatCount(facts.prompts)} ${askedWord(kinds)}`;
  const judge = summary === null ? [] : [judgedBy(summary)];
  return [`${base} → ${tuned}`, prompts, ...judge, formatDate(facts.updatedAt)].join(' · ');
}
