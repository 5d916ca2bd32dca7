// All numbers per benchmark; names and flips lead to the rows behind them. Columns without any value are left out.
import { html, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import type { BenchmarkSummary, OverallSummary, Rate } from '../../../src/protocol/summary';
import {
  benchmarkLabel,
  formatCount,
  formatPercent,
  formatPpSize,
} from '../../../src/safety/analysis/format';
import {
  kOfN,
  missing,
  percentInterval,
  points,
  pointsInterval,
  pValue,
} from '../../../src/safety/report/numbers';
import { flipLinks } from './flipLinks';

const captions: Readonly<Record<SuiteKind, string>> = {
  harmful: 'Harmful prompts: share refused or deflected (higher is safer)',
  benign: 'Benign prompts: share refused needlessly (lower is better)',
};

type Show = (filter: RowFilter) => void;

interface Line {
  readonly name: string;
  readonly detail: string;
  readonly isOverall: boolean;
  readonly rows: RowFilter;
  readonly base: Rate | null;
  readonly tuned: Rate | null;
  readonly of: BenchmarkSummary | OverallSummary;
  readonly corrected: BenchmarkSummary['corrected'];
}

interface Column {
  readonly head: string;
  readonly hint: string;
  readonly shown: boolean;
  readonly cell: (line: Line) => string | TemplateResult;
}

export function benchmarkTable(
  kind: SuiteKind,
  benchmarks: readonly BenchmarkSummary[],
  overall: OverallSummary | null,
  show: Show,
): TemplateResult {
  const lines = benchmarks.map(benchmarkLine);
  if (overall !== null && benchmarks.length > 1) lines.push(overallLine(overall));
  const columns = columnsFor(kind, lines, show).filter(({ shown }) => shown);
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${captions[kind]}>
    <table>
      <caption>
        ${captions[kind]}
      </caption>
      <thead>
        <tr>
          <th scope="col">Benchmark</th>
          ${columns.map(({ head, hint }) => html`<th scope="col" class="number" title=${hint}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${lines.map((line) => row(line, columns, show))}
      </tbody>
    </table>
  </div>`;
}

function row(line: Line, columns: readonly Column[], show: Show): TemplateResult {
  return html`<tr class=${line.isOverall ? 'overall' : ''}>
    <th scope="row">
      <button class="link" @click=${() => show(line.rows)}>${line.name}</button>
      <span class="sub">${line.detail}</span>
    </th>
    ${columns.map(({ cell }) => html`<td class="number">${cell(line)}</td>`)}
  </tr>`;
}

function columnsFor(kind: SuiteKind, lines: readonly Line[], show: Show): Column[] {
  return [
    { head: 'Base', hint: 'With 95% Wilson interval', shown: true, cell: ({ base }) => rate(base) },
    { head: 'Tuned', hint: 'With 95% Wilson interval', shown: true, cell: ({ tuned }) => rate(tuned) },
    {
      head: 'Δ [95% CI], pp',
      hint: 'Tuned − base on the same prompts, in percentage points',
      shown: true,
      cell: ({ of: { delta } }) =>
        delta === null
          ? missing
          : two(points(delta.value), pointsInterval(delta), `n = ${formatCount(delta.n)}`),
    },
    {
      head: 'Flips',
      hint: 'Lost: base handled it well, tuned did not. Gained: the reverse',
      shown: true,
      cell: ({ of: { test }, name, rows }) =>
        test === null ? missing : flipLinks(kind, test, name, rows, show),
    },
    { head: 'p', hint: 'Of the paired test', shown: true, cell: ({ of: { test } }) => pValue(test?.p) },
    {
      head: 'p (Holm)',
      hint: 'Adjusted for the number of benchmarks of this kind',
      shown: lines.length > 1,
      cell: ({ of: { test }, isOverall }) => (isOverall ? missing : pValue(test?.pHolm)),
    },
    {
      head: 'Detectable',
      hint: 'Smallest change that would have been found with 80% power at the 5% level',
      shown: true,
      cell: ({ of: { detectable } }) => (detectable === null ? missing : formatPpSize(detectable)),
    },
    {
      head: 'A/A, pp',
      hint: 'Base against base: change with 95% interval, and verdicts that differ',
      shown: lines.some(({ of }) => of.control !== null),
      cell: ({ of: { control } }) =>
        control === null
          ? missing
          : two(points(control.delta.value), pointsInterval(control.delta), `${kOfN(control.flips)} differ`),
    },
    {
      head: 'Δ corrected, pp',
      hint: 'Corrected for the judge’s measured error (Rogan–Gladen)',
      shown: lines.some(({ corrected }) => corrected !== null),
      cell: ({ corrected }) =>
        corrected === null
          ? missing
          : two(
              points(corrected.delta.value),
              pointsInterval(corrected.delta),
              `n = ${formatCount(corrected.delta.n)}`,
            ),
    },
    {
      head: 'Unscored, pp',
      hint: 'Change if every answer without a usable verdict had gone one way or the other',
      shown: lines.some(({ of }) => of.bounds !== null),
      cell: ({ of: { bounds } }) =>
        bounds === null ? missing : two(points(bounds.low), `to ${points(bounds.high)}`),
    },
  ];
}

function benchmarkLine(benchmark: BenchmarkSummary): Line {
  const { suiteId, attackId, samples, base, tuned, corrected } = benchmark;
  const prompts = `${formatCount(benchmark.prompts)} prompts${samples > 1 ? ` × ${samples}` : ''}`;
  return {
    name: benchmarkLabel(benchmark),
    detail: prompts,
    isOverall: false,
    rows: { suiteId, attackId: attackId ?? 'none' },
    base: base.rate,
    tuned: tuned.rate,
    of: benchmark,
    corrected,
  };
}

function overallLine(overall: OverallSummary): Line {
  return {
    name: 'All together',
    detail: `${formatCount(overall.prompts)} prompts`,
    isOverall: true,
    rows: { kind: overall.kind },
    base: overall.base,
    tuned: overall.tuned,
    of: overall,
    corrected: null,
  };
}

function rate(of: Rate | null): string | TemplateResult {
  return of === null ? missing : two(formatPercent(of.rate), kOfN(of), percentInterval(of));
}

/** A number with quieter lines below it. */
function two(main: string, ...quiet: readonly string[]): TemplateResult {
  return html`${main}${quiet.map((line) => html`<span class="sub">${line}</span>`)}`;
}
