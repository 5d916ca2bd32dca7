// The HTML report of several tuned subjects beside one base: the matrix and its figures, then each checkpoint's verdict. Puts
// the sections together; knows nothing of files or the engine.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { MatrixColumn, MatrixSummary } from '../../protocol/matrix';
import type { SuiteManifest } from '../../protocol/suites';
import { evaluateColumnGates } from '../analysis/gates';
import { allNotes } from '../presentation/allNotes';
import { html, type Html } from '../presentation/html';
import { severityLabels } from '../presentation/labels';
import { formatCount, formatUtc } from '../presentation/numbers';
import { columnGroups } from '../presentation/provenance/provenance';
import { sideName } from '../presentation/sideName';
import { wholeFigures } from '../presentation/wholeFigures';
import { gatesSection } from './gatesSection';
import { keyFiguresSection } from './keyFiguresSection';
import { contrastsSection, matrixSection, stepsSection, tradeoffSection } from './matrixSection';
import { methodsSection } from './methodsSection';
import { provenanceSection } from './provenanceSection';
import { fileStem } from '../presentation/figures/fileStem';
import { reportPage } from './reportPage';
import { section } from './reportSection';

export interface MatrixReportInput {
  readonly facts: ComparisonFacts;
  readonly matrix: MatrixSummary;
  readonly manifests: readonly SuiteManifest[];
  /** ISO 8601. */
  readonly generatedAt: string;
}

/** A whole HTML document. Every text from models, manifests and paths in it is inert. */
export function renderMatrixReport({ facts, matrix, manifests, generatedAt }: MatrixReportInput): string {
  const of = fileStem(facts.path);
  const sections = [
    ['matrix', 'Matrix', matrixSection(matrix, of)],
    ['tradeoff', 'Trade-off', tradeoffSection(matrix, of)],
    ['steps', 'Steps', stepsSection(matrix, of)],
    ['contrasts', 'Contrasts', contrastsSection(matrix, of)],
    ['columns', 'Checkpoints', columnsSection(matrix, facts)],
  ] as const;
  const summary = matrix.columns[0]?.summary;
  return reportPage({
    title: `${matrix.columns.length} checkpoints against ${sideName(facts, 'base')} · Guardrail Lens`,
    head: html`<h1>${wholeFigures(matrix.headline)}</h1>
      <p class="subtitle">${subtitle(facts, matrix)}</p>
      ${!matrix.complete && html`<p class="incomplete" role="note"><strong>This comparison is not complete.</strong> ${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)} responses are in; the numbers will change.</p>`}`,
    contents: [
      ...sections.flatMap(([id, name, content]) => (content === null ? [] : [[id, name] as const])),
      ...(summary === undefined
        ? []
        : [['provenance', 'Provenance'] as const, ['methods', 'Methods'] as const]),
    ],
    main: html`${gatesSection(evaluateColumnGates(facts.spec, matrix.columns))}
    ${sections.map(([, , content]) => content)}
    ${summary === undefined ? null : html`${provenanceSection(facts, summary, manifests, columnGroups(facts))} ${methodsSection(summary)}`}`,
    generatedAt,
  });
}

function subtitle(facts: ComparisonFacts, { columns }: MatrixSummary): Html {
  const parts = [
    formatUtc(facts.createdAt),
    `${formatCount(columns.length)} tuned checkpoints`,
    `${formatCount(facts.prompts)} prompts`,
    `${formatCount(facts.responses)} responses`,
  ];
  return html`<span class="checkpoints"
      ><bdi>${sideName(facts, 'base')}</bdi>
      <span class="quiet"
        ><span aria-hidden="true">→</span><span class="vh">, compared with its tunes</span></span
      >
      <bdi>${columns.map(({ name }) => name).join(', ')}</bdi></span
    >
    <span class="details">${parts.join(' · ')}</span>`;
}

function columnsSection(matrix: MatrixSummary, facts: ComparisonFacts): Html {
  return section(
    'columns',
    'Each checkpoint',
    matrix.columns.map((column, index) => columnPart(column, index, facts)),
    'What a comparison of it alone with the base says. Its full report: guardrail-lens report <file> --column <name> --out <report>.',
  );
}

function columnPart({ name, summary }: MatrixColumn, index: number, facts: ComparisonFacts): Html {
  const notes = allNotes(facts.columns?.[index]?.gate ?? [], summary.notes);
  return html`<article class="panel" id="column-${index}" aria-labelledby="column-${index}-title">
    <h3 id="column-${index}-title">${name}</h3>
    <p>${wholeFigures(summary.headline)}</p>
    ${keyFiguresSection(summary, facts)}
    ${
      notes.length > 0 &&
      html`<details>
        <summary>${formatCount(notes.length)} ${notes.length === 1 ? 'finding' : 'findings'}</summary>
        <ul class="findings">
          ${notes.map(({ severity, message }) => html`<li class="finding ${severity}"><span class="severity">${severityLabels[severity]}</span><span class="words">${wholeFigures(message)}</span></li>`)}
        </ul>
      </details>`
    }
  </article>`;
}
