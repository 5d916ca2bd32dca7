// The runs of a sweep as tables: seeds of a setting pooled, each rate and difference with its interval; then seed by seed.
import type { MeasuredRate, PairedChange, TrainingStatus, TrainingSummary } from '../protocol/training';
import { probeLabels } from '../safety/presentation/labels';
import { noValue } from '../safety/presentation/numbers';
import { formatTable, type Column } from '../safety/presentation/textTable';
import { visibleText } from '../safety/presentation/visibleText';
import { change, rate } from './trainingText';

export interface SweepRow {
  readonly algorithm: string;
  readonly model: string;
  readonly data: string;
  /** Of the runs that are pooled: those that finished or halted by themselves. */
  readonly seeds: readonly number[];
  readonly summary: TrainingSummary;
  /** All runs of the setting. */
  readonly runs: readonly {
    readonly name: string;
    readonly seed: number;
    readonly folder: string;
    readonly status: TrainingStatus;
    readonly step: number;
    readonly maxSteps: number;
    /** Why it failed or halted. */
    readonly reason: string | null;
    readonly summary: TrainingSummary;
  }[];
}

const columns: readonly Column[] = [
  { title: 'Algorithm', align: 'left' },
  { title: 'Model', align: 'left' },
  { title: 'Data', align: 'left' },
  { title: 'Seeds', align: 'right' },
  { title: 'Held-out accuracy [95% CI]', align: 'right' },
  { title: 'Δ to base [95% CI]', align: 'right' },
  { title: probeLabels.harmful, align: 'right' },
  { title: 'Δ to base [95% CI]', align: 'right' },
  { title: probeLabels.benign, align: 'right' },
  { title: 'Δ to base [95% CI]', align: 'right' },
];

const seedColumns: readonly Column[] = [
  { title: 'Run', align: 'left' },
  { title: 'Held-out accuracy, Δ [95% CI]', align: 'right' },
  { title: `${probeLabels.harmful}, Δ [95% CI]`, align: 'right' },
  { title: `${probeLabels.benign}, Δ [95% CI]`, align: 'right' },
];

const note = `Seeds are pooled; answers to the same prompt are one cluster in every interval. A rate stands on n answers to so many prompts.
Each interval is for its cell alone: of every twenty differences about one excludes 0 by chance. They cover the choice of prompts, for
the runs that were made; what another seed would give they do not cover.
`;

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
  return [`${formatTable(columns, lines)}\n`, note, ...seedBySeed(rows), ...notPooled(rows)].join('\n');
}

/** How much the seed alone moves a difference: empty where no setting has two. */
function seedBySeed(rows: readonly SweepRow[]): string[] {
  const runs = rows.filter(({ seeds }) => seeds.length > 1).flatMap((row) => row.runs.filter(isPooled));
  if (runs.length === 0) return [];
  const lines = runs.map(({ name, summary }) => [
    visibleText(name),
    ...[summary.accuracy, summary.harmful, summary.benign].map((paired) => cells(paired)[1] ?? ''),
  ]);
  return [`${formatTable(seedColumns, lines)}\n`];
}

function notPooled(rows: readonly SweepRow[]): string[] {
  const lines = rows
    .flatMap(({ runs }) => runs)
    .filter(({ status }) => status !== 'finished')
    .map((run) => {
      const left = isPooled(run) ? '' : ' Not in the table.';
      const reason = run.reason === null ? '' : ` ${visibleText(run.reason)}`;
      return `${visibleText(run.name)}: ${run.status} after ${run.step} of ${run.maxSteps} steps.${left}${reason}\n`;
    });
  return lines.length === 0 ? [] : [lines.join('')];
}

/** Only runs that came to their own end: the figures of half a run are those of another setting. */
export function isPooled({ status }: { readonly status: TrainingStatus }): boolean {
  return status === 'finished' || status === 'halted';
}

function cells(paired: PairedChange | null): string[] {
  if (paired === null) return [noValue, noValue];
  const { end, delta } = paired;
  return [measured(end), change(delta.value, delta.low, delta.high)];
}

function measured(end: MeasuredRate): string {
  return `${rate(end.rate, end.low, end.high)} of ${end.n}/${end.prompts}`;
}
