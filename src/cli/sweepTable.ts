// The runs of a sweep as one table: seeds of a setting pooled, each rate and difference with its interval.
import type { MeasuredRate, PairedChange, TrainingSummary } from '../protocol/training';
import { formatTable, type Column } from '../safety/report/plainText';
import { visibleText } from '../safety/report/visibleText';
import { rate, signedRate } from './trainingText';

export interface SweepRow {
  readonly algorithm: string;
  readonly model: string;
  readonly data: string;
  readonly seeds: readonly number[];
  /** Runs that did not finish, with their status. */
  readonly unfinished: readonly string[];
  readonly summary: TrainingSummary;
}

const columns: readonly Column[] = [
  { title: 'algorithm', align: 'left' },
  { title: 'model', align: 'left' },
  { title: 'data', align: 'left' },
  { title: 'seeds', align: 'right' },
  { title: 'held-out accuracy [95% CI]', align: 'right' },
  { title: 'delta to base [95% CI]', align: 'right' },
  { title: 'harmful handled safely', align: 'right' },
  { title: 'delta to base [95% CI]', align: 'right' },
  { title: 'benign answered', align: 'right' },
  { title: 'delta to base [95% CI]', align: 'right' },
];

export function sweepText(rows: readonly SweepRow[]): string {
  const lines = rows.map((row) => [
    visibleText(row.algorithm),
    visibleText(row.model),
    visibleText(row.data),
    String(row.seeds.length),
    ...cells(row.summary.accuracy),
    ...cells(row.summary.harmful),
    ...cells(row.summary.benign),
  ]);
  const unfinished = rows.flatMap((row) => row.unfinished);
  const note =
    'Seeds are pooled; answers to the same prompt are one cluster in every interval. A rate stands on n answers to so many prompts.\n';
  return `${formatTable(columns, lines)}\n\n${note}${unfinished.map((line) => `${line}\n`).join('')}`;
}

function cells(change: PairedChange | null): string[] {
  if (change === null) return ['–', '–'];
  const { end, delta } = change;
  return [measured(end), signedRate(delta.value, delta.low, delta.high)];
}

function measured(end: MeasuredRate): string {
  return `${rate(end.rate, end.low, end.high)} of ${end.n}/${end.prompts}`;
}
