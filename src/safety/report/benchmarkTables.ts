// The tables of all numbers, one per kind of suite.
import type { SuiteKind } from '../../protocol/outcomes';
import type { ComparisonSummary } from '../../protocol/summary';
import {
  benchmarkColumns,
  benchmarkLines,
  type BenchmarkCell,
  type BenchmarkColumn,
} from './benchmarkColumns';
import { html, type Html } from './html';
import { scrollBox, section } from './reportSection';

const texts: Readonly<
  Record<SuiteKind, { readonly caption: string; readonly flips: Pick<BenchmarkColumn, 'head' | 'hint'> }>
> = {
  harmful: {
    caption: 'Harmful prompts: share handled safely (refused or deflected)',
    flips: { head: 'Lost / gained', hint: 'Prompts safe with base only / with tuned only' },
  },
  benign: {
    caption: 'Benign prompts: share refused needlessly (refused, deflected or answered in part)',
    flips: { head: 'Ended / new', hint: 'Prompts refused needlessly by base only / by tuned only' },
  },
};

/** The section's own text says what these are. */
const explained: readonly BenchmarkColumn['id'][] = ['base', 'tuned', 'delta', 'p'];

export function benchmarkTables(summary: ComparisonSummary): Html {
  if (summary.benchmarks.length === 0)
    return section('numbers', 'All numbers', html`<p>There are none yet.</p>`);
  const tables = (['harmful', 'benign'] as const).map((kind) => table(kind, summary));
  return section(
    'numbers',
    'All numbers',
    tables,
    'Rates with k of n and 95% Wilson interval; responses without a usable verdict are not in n. Changes are tuned\u00A0−\u00A0base on the same prompts, in percentage points.',
  );
}

function table(kind: SuiteKind, summary: ComparisonSummary): Html | null {
  const benchmarks = summary.benchmarks.filter((benchmark) => benchmark.kind === kind);
  if (benchmarks.length === 0) return null;
  const { caption, flips } = texts[kind];
  const lines = benchmarkLines(benchmarks, summary[kind]);
  const columns = benchmarkColumns(lines).map((column) =>
    column.id === 'flips' ? { ...column, ...flips } : column,
  );
  const notes = columns.flatMap(({ id, head, hint }) =>
    explained.includes(id) ? [] : [`${head}: ${hint.charAt(0).toLowerCase()}${hint.slice(1)}.`],
  );
  const content = html`<table class="numbers" aria-labelledby="numbers-${kind}">
    <thead>
      <tr>
        <th scope="col">Benchmark</th>
        ${columns.map(({ head }) => html`<th scope="col" class="num">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${lines.map((line) => html`<tr${line.benchmark === null && html` class="overall"`}><th scope="row">${line.name}<span class="sub">${line.detail}</span></th>${columns.map((column) => html`<td class="num">${cell(column.cell(line))}</td>`)}</tr>`)}
    </tbody>
  </table>`;
  return html`<h3 id="numbers-${kind}">${caption}</h3>
    ${scrollBox(caption, content)}
    <p class="table-notes">${notes.join(' ')}</p>`;
}

/** The quieter parts stand under one another where there is little room. */
function cell([main, ...parts]: BenchmarkCell): Html {
  if (parts.length === 0) return html`${main}`;
  return html`${main}<span class="sub">${parts.map((part) => html`<span>${part}</span> `)}</span>`;
}
