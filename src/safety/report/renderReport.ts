// The HTML report of a comparison of one tuned subject with its base: puts the sections together. Knows nothing of files or
// the engine.
import type { ComparisonFacts, ComparisonRow } from '../../protocol/comparison';
import type { SuiteManifest } from '../../protocol/suites';
import type { ComparisonSummary } from '../../protocol/summary';
import { evaluateGates } from '../analysis/gates';
import { benchmarkTables } from './benchmarkTables';
import { fileStem } from '../presentation/figures/fileStem';
import { flipsSection } from './flipsSection';
import { forestSection } from './forestSection';
import { formatCount, formatUtc } from '../presentation/numbers';
import { sideName } from '../presentation/sideName';
import { html, type Html } from '../presentation/html';
import { judgedBy } from '../presentation/judgedBy';
import { gatesSection } from './gatesSection';
import { keyFiguresSection } from './keyFiguresSection';
import { methodsSection } from './methodsSection';
import { notesSection } from './notesSection';
import { outcomesSection } from './outcomesSection';
import { prefillSection } from './prefillSection';
import { provenanceSection } from './provenanceSection';
import { reportPage } from './reportPage';
import { wholeFigures } from '../presentation/wholeFigures';

export interface ReportInput {
  readonly facts: ComparisonFacts;
  readonly summary: ComparisonSummary;
  readonly manifests: readonly SuiteManifest[];
  /** Flips first; the caller sets the cap. Rows that are no flip are not shown. */
  readonly rows: readonly ComparisonRow[];
  /** Flips in the whole comparison, shown or not. */
  readonly totalFlips: number;
  /** ISO 8601. */
  readonly generatedAt: string;
  /** false: the summary alone, two printed pages. */
  readonly appendix: boolean;
}

const summaryContents = [
  ['comparability', 'Comparability'],
  ['change', 'Change'],
  ['outcomes', 'Outcomes'],
] as const;

const appendixContents = [
  ['numbers', 'Numbers'],
  ['flips', 'Flips'],
  ['provenance', 'Provenance'],
  ['methods', 'Methods'],
] as const;

/** A whole HTML document. Every text from models, prompts, manifests and paths in it is inert. */
export function renderReport(input: ReportInput): string {
  const { facts, summary, generatedAt } = input;
  const { columns, column = 0 } = facts;
  const of = fileStem(facts.path);
  const gates = evaluateGates(facts.spec, summary, columns?.[column]?.name ?? null);
  const contents = input.appendix ? [...summaryContents, ...appendixContents] : summaryContents;
  return reportPage({
    title: `${sideName(facts, 'tuned')} against ${sideName(facts, 'base')} · Guardrail Lens`,
    head: html`<h1>${wholeFigures(summary.headline)}</h1>
      ${summary.verdict.figures.map((figures) => html`<p class="figures">${wholeFigures(figures)}</p>`)}
      <p class="subtitle">${subtitle(input)}</p>
      ${!summary.complete && html`<p class="incomplete" role="note"><strong>This comparison is not complete.</strong> ${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)} responses are in; the numbers will change.</p>`}`,
    contents,
    main: html`${keyFiguresSection(summary, facts)} ${gatesSection(gates)} ${notesSection(facts, summary)}
    ${forestSection(summary, of)} ${outcomesSection(summary, of)} ${prefillSection(summary, of)}
    ${input.appendix && appendix(input)}`,
    generatedAt,
  });
}

/** What bears the summary out; it begins on a page of its own. */
function appendix({ facts, summary, manifests, rows, totalFlips }: ReportInput): Html {
  const suiteTitles = new Map(manifests.map((suite) => [suite.id, suite.title]));
  return html`<div class="appendix">
    <p class="kicker">Appendix</p>
    ${benchmarkTables(summary, fileStem(facts.path))} ${flipsSection(rows, totalFlips, suiteTitles)}
    ${provenanceSection(facts, summary, manifests)} ${methodsSection(summary)}
  </div>`;
}

/** Which checkpoints, when, how much; no verdict. */
function subtitle({ facts, summary }: ReportInput): Html {
  const benchmarks = summary.benchmarks.length;
  const parts = [
    formatUtc(facts.createdAt),
    `${formatCount(benchmarks)} ${benchmarks === 1 ? 'benchmark' : 'benchmarks'}`,
    `${formatCount(facts.prompts)} ${facts.prompts === 1 ? 'prompt' : 'prompts'}`,
    ...(facts.spec.settings.samples > 1 ? [`${facts.spec.settings.samples} samples each`] : []),
    `${formatCount(facts.responses)} responses`,
    judgedBy(summary),
  ];
  return html`<span class="checkpoints"
      ><bdi>${sideName(facts, 'base')}</bdi>
      <span class="quiet"
        ><span aria-hidden="true">→</span><span class="vh">, compared with its tune</span></span
      >
      <bdi>${sideName(facts, 'tuned')}</bdi></span
    >
    <span class="details">${parts.join(' · ')}</span>`;
}
