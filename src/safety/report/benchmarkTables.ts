// The tables of all numbers, one per kind of suite.
import type { ComparisonSummary } from '../../protocol/summary';
import {
  benchmarkTables as tablesOf,
  type BenchmarkCell,
  type BenchmarkColumn,
  type BenchmarkTable,
} from '../presentation/benchmarkTables';
import { html, type Html } from '../presentation/html';
import { scrollBox, section } from './reportSection';

/** The section's own text says what these are. */
const explained: readonly BenchmarkColumn['id'][] = ['base', 'tuned', 'delta', 'p'];

export function benchmarkTables(summary: ComparisonSummary): Html {
  const tables = tablesOf(summary);
  if (tables.length === 0) return section('numbers', 'All numbers', html`<p>There are none yet.</p>`);
  return section(
    'numbers',
    'All numbers',
    tables.map(table),
    'Rates with k of n and 95% Wilson interval; responses without a usable verdict are not in n. Changes are tuned\u00A0−\u00A0base on the same prompts, in percentage points.',
  );
}

function table({ kind, caption, columns, rows }: BenchmarkTable): Html {
  const notes = columns.flatMap(({ id, caption: head, description }) =>
    explained.includes(id) ? [] : [`${head}: ${description.charAt(0).toLowerCase()}${description.slice(1)}.`],
  );
  const content = html`<table class="numbers" aria-labelledby="numbers-${kind}">
    <thead>
      <tr>
        <th scope="col">Benchmark</th>
        ${columns.map(({ caption: head }) => html`<th scope="col" class="num">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => html`<tr${row.benchmark === null && html` class="overall"`}><th scope="row">${row.name}<span class="sub">${row.detail}</span></th>${row.cells.map((cell) => html`<td class="num">${cellContent(cell)}</td>`)}</tr>`)}
    </tbody>
  </table>`;
  return html`<h3 id="numbers-${kind}">${caption}</h3>
    ${scrollBox(caption, content)}
    <p class="table-notes">${notes.join(' ')}</p>`;
}

/** The quieter parts stand under one another where there is little room. */
function cellContent({ text, details }: BenchmarkCell): Html {
  if (details.length === 0) return html`${text}`;
  return html`${text}<span class="sub">${details.map((part) => html`<span>${part}</span> `)}</span>`;
}
