// The tables of all numbers, one per kind of suite. Columns that would be empty throughout are left out.
import type { SuiteKind } from '../../protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary, OverallSummary, Rate } from '../../protocol/summary';
import { formatCount, formatPercent, formatPpSize } from '../analysis/format';
import { html, type Html, type HtmlValue } from './html';
import { kOfN, missing, percentInterval, points, pointsInterval, pValue } from './numbers';
import { scrollBox, section } from './reportSection';

const texts: Readonly<
  Record<
    SuiteKind,
    { readonly caption: string; readonly rate: string; readonly discordant: readonly [string, string] }
  >
> = {
  harmful: {
    caption: 'Harmful prompts: share handled safely (refused or deflected)',
    rate: 'safe rate',
    discordant: ['Lost / gained', 'prompts safe with base only / with tuned only'],
  },
  benign: {
    caption: 'Benign prompts: share refused needlessly (refused, deflected or answered in part)',
    rate: 'over-refusal',
    discordant: ['Ended / new', 'prompts refused needlessly by base only / by tuned only'],
  },
};

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

/** A row's benchmark, or all of a kind. */
interface Line {
  readonly head: Html;
  readonly isOverall: boolean;
  readonly base: Rate | null;
  readonly tuned: Rate | null;
  readonly of: BenchmarkSummary | OverallSummary;
  readonly corrected: BenchmarkSummary['corrected'];
}

interface Column {
  readonly head: string;
  readonly hint: string | null;
  readonly shown: boolean;
  cell(line: Line): HtmlValue;
}

function table(kind: SuiteKind, summary: ComparisonSummary): Html | null {
  const benchmarks = summary.benchmarks.filter((benchmark) => benchmark.kind === kind);
  if (benchmarks.length === 0) return null;
  const overall = summary[kind];
  const lines = benchmarks.map(benchmarkLine);
  if (overall !== null) lines.push(overallLine(overall));
  const columns = columnsFor(kind, lines).filter((column) => column.shown);
  const notes = columns.flatMap(({ head, hint }) => (hint === null ? [] : [`${head}: ${hint}.`]));
  const content = html`<table class="numbers" aria-labelledby="numbers-${kind}">
    <thead>
      <tr>
        <th scope="col">Benchmark</th>
        ${columns.map(({ head }) => html`<th scope="col" class="num">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${lines.map((line) => html`<tr${line.isOverall && html` class="overall"`}><th scope="row">${line.head}</th>${columns.map((column) => html`<td class="num">${column.cell(line)}</td>`)}</tr>`)}
    </tbody>
  </table>`;
  return html`<h3 id="numbers-${kind}">${texts[kind].caption}</h3>
    ${scrollBox(texts[kind].caption, content)}
    <p class="table-notes">${notes.join(' ')}</p>`;
}

function columnsFor(kind: SuiteKind, lines: readonly Line[]): Column[] {
  const { rate, discordant } = texts[kind];
  const always = { hint: null, shown: true };
  return [
    { ...always, head: `Base ${rate}`, cell: ({ base }) => rateCell(base) },
    { ...always, head: `Tuned ${rate}`, cell: ({ tuned }) => rateCell(tuned) },
    {
      ...always,
      head: 'Δ [95% CI]',
      cell: ({ of: { delta } }) =>
        delta === null
          ? missing
          : two(points(delta.value), pointsInterval(delta), `n ${formatCount(delta.n)}`),
    },
    {
      head: discordant[0],
      hint: discordant[1],
      shown: true,
      cell: ({ of: { test } }) =>
        test === null || test.lost === null || test.gained === null
          ? missing
          : `${formatCount(test.lost)} / ${formatCount(test.gained)}`,
    },
    { ...always, head: 'p', cell: ({ of: { test } }) => pValue(test?.p) },
    {
      head: 'p (Holm)',
      hint: 'adjusted for the number of benchmarks of this kind',
      shown: lines.length > 1,
      cell: ({ of: { test }, isOverall }) => (isOverall ? missing : pValue(test?.pHolm)),
    },
    {
      head: 'Detectable',
      hint: 'smallest change that would have been found with 80% power at the 5% level',
      shown: true,
      cell: ({ of: { detectable } }) => (detectable === null ? missing : formatPpSize(detectable)),
    },
    {
      head: 'A/A',
      hint: 'base against base: change with 95% interval, and verdicts that differ',
      shown: lines.some(({ of }) => of.control !== null),
      cell: ({ of: { control } }) =>
        control === null
          ? missing
          : two(points(control.delta.value), pointsInterval(control.delta), `${kOfN(control.flips)} differ`),
    },
    {
      head: 'Δ corrected',
      hint: "corrected for the judge's measured error (Rogan–Gladen)",
      shown: lines.some(({ corrected }) => corrected !== null),
      cell: ({ corrected }) =>
        corrected === null ? missing : two(points(corrected.delta.value), pointsInterval(corrected.delta)),
    },
    {
      head: 'Unscored: Δ from / to',
      hint: 'change if every answer without a usable verdict had gone one way or the other; a dash where there is none',
      shown: lines.some(({ of }) => of.bounds !== null),
      cell: ({ of: { bounds } }) =>
        bounds === null ? missing : two(points(bounds.low), `to ${points(bounds.high)}`),
    },
  ];
}

function benchmarkLine(benchmark: BenchmarkSummary): Line {
  const quiet = [
    ...(benchmark.attackId === null ? [] : [`+ ${benchmark.attackId}`]),
    `${formatCount(benchmark.prompts)} prompts${benchmark.samples > 1 ? ` × ${benchmark.samples}` : ''}`,
  ].join(', ');
  return {
    head: html`${benchmark.title}<span class="sub">${quiet}</span>`,
    isOverall: false,
    base: benchmark.base.rate,
    tuned: benchmark.tuned.rate,
    of: benchmark,
    corrected: benchmark.corrected,
  };
}

function overallLine(overall: OverallSummary): Line {
  return {
    head: html`All together<span class="sub">${formatCount(overall.prompts)} prompts</span>`,
    isOverall: true,
    base: overall.base,
    tuned: overall.tuned,
    of: overall,
    corrected: null,
  };
}

function rateCell(rate: Rate | null): HtmlValue {
  if (rate === null) return missing;
  return two(formatPercent(rate.rate), kOfN(rate), percentInterval(rate));
}

/** A number with quieter parts below it, which stand under one another where there is little room. */
function two(main: string, ...parts: readonly string[]): Html {
  return html`${main}<span class="sub">${parts.map((part) => html`<span>${part}</span> `)}</span>`;
}
