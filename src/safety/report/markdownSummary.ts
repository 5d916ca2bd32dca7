// A comparison in Markdown, for the comment on a pull request or the summary of a job: verdict, gates, the numbers and
// what bears on them. No prompt and no answer is in it.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { MatrixSummary } from '../../protocol/matrix';
import type { ComparisonSummary } from '../../protocol/summary';
import type { GateResult } from '../analysis/failIf';
import { allNotes } from '../presentation/allNotes';
import { benchmarkTables, type BenchmarkCell, type BenchmarkColumn } from '../presentation/benchmarkTables';
import { gateWords, severityLabels } from '../presentation/labels';
import { judgedBy } from '../presentation/judgedBy';
import { markdownTable, markdownText } from '../presentation/markdown';
import { firstFallText, matrixNote, matrixTables } from '../presentation/matrix/matrixTables';
import { matrixWords, type MatrixWords } from '../presentation/matrix/matrixWords';
import { formatCount, formatUtc } from '../presentation/numbers';
import { sideName } from '../presentation/sideName';
import { briefRows, type DataTable } from '../presentation/tables/dataTable';

export interface MarkdownInput {
  readonly facts: ComparisonFacts;
  readonly summary: ComparisonSummary;
  readonly gates: readonly GateResult[];
}

export interface MarkdownMatrixInput {
  readonly facts: ComparisonFacts;
  readonly matrix: MatrixSummary;
  readonly gates: readonly GateResult[];
}

/** The columns that a narrow comment has room for. */
const columnsShown: readonly BenchmarkColumn['id'][] = ['base', 'tuned', 'delta', 'flips', 'p', 'pHolm'];

export function markdownSummary({ facts, summary, gates }: MarkdownInput): string {
  const { verdict } = summary;
  const blocks = [
    `## Guardrail Lens: ${markdownText(sideName(facts, 'tuned'))} against ${markdownText(sideName(facts, 'base'))}`,
    `**${markdownText(summary.headline)}**`,
    ...(summary.complete
      ? []
      : [
          `**This comparison is not complete:** ${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)} responses are in.`,
        ]),
    list(gates.map(gateLine)),
    list(verdict.figures.map(markdownText)),
    ...tables(summary),
    list(
      allNotes(facts.gate, summary.notes).map(
        ({ severity, message }) => `**${severityLabels[severity]}:** ${markdownText(message)}`,
      ),
    ),
    foot(facts, summary, summary.control === null ? 'prompts' : 'episodes'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Several tuned checkpoints: the matrix, and each one's headline. */
export function markdownMatrix({ facts, matrix, gates }: MarkdownMatrixInput): string {
  const { subjects, asked } = matrixWords(matrix);
  const blocks = [
    `## Guardrail Lens: ${formatCount(matrix.columns.length)} ${subjects} against ${markdownText(sideName(facts, 'base'))}`,
    `**${markdownText(matrix.headline)}**`,
    list(gates.map(gateLine)),
    ...matrixTables(matrix).map(matrixTable),
    markdownText(matrixNote(matrix)),
    list(firstFallText(matrix).map(markdownText)),
    list(
      matrix.columns.map(
        ({ name, summary }) => `**${markdownText(name)}:** ${markdownText(summary.headline)}`,
      ),
    ),
    foot(facts, matrix.columns[0]?.summary, asked),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function matrixTable(table: DataTable): string {
  const heads = table.columns.map(({ title }) => title);
  return `### ${markdownText(table.caption)}\n\n${markdownTable(heads, briefRows(table))}`;
}

function foot(
  facts: ComparisonFacts,
  summary: ComparisonSummary | undefined,
  asked: MatrixWords['asked'],
): string {
  const judged = summary === undefined ? '' : ` · ${judgedBy(summary)}`;
  return `<sub>${markdownText(
    `${formatUtc(facts.createdAt)} · ${formatCount(facts.prompts)} ${asked} · ${formatCount(facts.responses)} responses${judged}`,
  )}</sub>`;
}

function gateLine({ expression, outcome, explanation }: GateResult): string {
  return `**${gateWords[outcome]}** ${markdownText(expression)}: ${markdownText(explanation)}`;
}

function tables(summary: ComparisonSummary): string[] {
  return benchmarkTables(summary).map(({ caption, columns, rows }) => {
    const shown = columns.flatMap(({ id }, place) => (columnsShown.includes(id) ? [place] : []));
    const heads = ['Benchmark', ...shown.map((place) => columns[place]?.caption ?? '')];
    const lines = rows.map(({ name, cells }) => [name, ...shown.map((place) => cellText(cells[place]))]);
    return `### ${markdownText(caption)}\n\n${markdownTable(heads, lines)}`;
  });
}

function cellText(cell: BenchmarkCell | undefined): string {
  return cell === undefined ? '' : [cell.text, ...cell.details.slice(0, 1)].join(' ');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
