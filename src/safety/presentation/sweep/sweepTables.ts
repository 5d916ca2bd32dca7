// The runs of a sweep as tables, for command line and report alike: seeds of a setting pooled, algorithms against each other,
// then seed by seed.
import { isPooled, type SweepContrast, type SweepRow, type SweepSummary } from '../../../protocol/sweep';
import type { MeasuredDelta, MeasuredRate, PairedChange, TrainingSummary } from '../../../protocol/training';
import { probeLabels } from '../labels';
import { changeWithInterval, formatPValue, noValue, rateWithInterval } from '../numbers';
import { figure, left, right, type DataTable, type TableCell } from '../tables/dataTable';

export interface SweepTable {
  readonly title: string;
  readonly table: DataTable;
  /** What the figures are, and are not; empty: nothing to say. */
  readonly note: string;
}

type Measure = keyof TrainingSummary;

const measures: readonly (readonly [measure: Measure, title: string])[] = [
  ['accuracy', 'Held-out accuracy'],
  ['harmful', probeLabels.harmful],
  ['benign', probeLabels.benign],
];

const interval = { values: ['', 'low', 'high'] };

export function sweepTables(sweep: SweepSummary): SweepTable[] {
  return [settings(sweep.rows), contrasts(sweep.contrasts), seeds(sweep.rows)].filter(
    ({ table }) => table.rows.length > 0,
  );
}

function settings(rows: readonly SweepRow[]): SweepTable {
  return {
    title: 'Settings',
    table: {
      id: 'settings',
      caption: 'Every setting against its base',
      columns: [
        ...['Algorithm', 'Model', 'Data'].map((title) => left(title)),
        right('Seeds'),
        ...measures.flatMap(([, title]) => [
          right(`${title} [95% CI]`, { values: ['', 'low', 'high', 'answers', 'prompts'] }),
          right('Δ to base [95% CI]', { ...interval, name: `${title}, Δ to base` }),
        ]),
      ],
      rows: rows.map(({ algorithm, model, data, seeds: pooled, summary }) => [
        ...[algorithm, model, data],
        figure(String(pooled.length), pooled.length),
        ...measures.flatMap(([measure]) => [rateOf(summary[measure]), changeOf(summary[measure])]),
      ]),
    },
    note: `Seeds are pooled; answers to the same prompt are one cluster in every interval. A rate stands on n answers to so many prompts.
Each interval is for its cell alone: of every twenty differences about one excludes 0 by chance. They cover the choice of prompts, for
the runs that were made; what another seed would give they do not cover.`,
  };
}

function contrasts(found: readonly SweepContrast[]): SweepTable {
  return {
    title: 'Contrasts',
    table: {
      id: 'contrasts',
      caption: 'Algorithm against algorithm',
      columns: [
        ...['Second', 'Against first', 'Model', 'Data', 'Measure'].map((title) => left(title)),
        ...['Seeds', 'Prompts'].map((title) => right(title)),
        ...['Rate of second', 'Rate of first', 'Δ [95% CI]'].map((title) => right(title, interval)),
        ...['p', 'p (Holm)'].map((title) => right(title)),
      ],
      rows: found.flatMap((contrast) =>
        measures.flatMap(([measure, title]) => contrastRow(contrast, measure, title)),
      ),
    },
    note: `Each run against that of the other algorithm with the same seed, on the prompts that both answered usably at their last
measurement; a prompt's answers under all seeds are one cluster. p is the sign-flip test's over prompts (mid-p), Holm's over all rows
of this table. Like the intervals it covers the choice of prompts, for the runs that were made.`,
  };
}

/** No row: not measured on both. */
function contrastRow(contrast: SweepContrast, measure: Measure, title: string): (string | TableCell)[][] {
  const own = contrast.measures[measure];
  if (own === null) return [];
  return [
    [
      ...[contrast.second, contrast.first, contrast.model, contrast.data, title],
      figure(String(contrast.seeds.length), contrast.seeds.length),
      figure(String(own.first.prompts), own.first.prompts),
      ...[own.second, own.first].map((rate) =>
        figure(rateWithInterval(rate.rate, rate), rate.rate, rate.low, rate.high),
      ),
      changeCell(own.delta),
      figure(formatPValue(own.p), own.p),
      figure(formatPValue(own.pHolm), own.pHolm),
    ],
  ];
}

/** How much the seed alone moves a difference: empty where no setting has two. */
function seeds(rows: readonly SweepRow[]): SweepTable {
  const runs = rows.filter((row) => row.seeds.length > 1).flatMap((row) => row.runs.filter(isPooled));
  return {
    title: 'Seeds',
    table: {
      id: 'seeds',
      caption: 'Seed by seed, against the base',
      columns: [left('Run'), ...measures.map(([, title]) => right(`${title}, Δ [95% CI]`, interval))],
      rows: runs.map(({ name, summary }) => [
        name,
        ...measures.map(([measure]) => changeOf(summary[measure])),
      ]),
    },
    note: '',
  };
}

/** What did not come to its end, and what could not be compared: one line each. */
export function sweepRemarks({ rows, contrasts: found }: SweepSummary): string[] {
  const unfinished = rows
    .flatMap(({ runs }) => runs)
    .filter(({ status }) => status !== 'finished')
    .map((run) => {
      const out = isPooled(run) ? '' : ' Not in the table.';
      const reason = run.reason === null ? '' : ` ${run.reason}`;
      return `${run.name}: ${run.status} after ${run.step} of ${run.maxSteps} steps.${out}${reason}`;
    });
  const untold = found.flatMap(({ first, second, model, data, notes }) =>
    notes.map((note) => `${[second, model, data].filter(Boolean).join(', ')} against ${first}: ${note}`),
  );
  return [...unfinished, ...untold];
}

function rateOf(paired: PairedChange | null): TableCell {
  return paired === null ? figure(noValue) : rateCell(paired.end);
}

function changeOf(paired: PairedChange | null): TableCell {
  return paired === null ? figure(noValue) : changeCell(paired.delta);
}

function rateCell({ rate, low, high, n, prompts }: MeasuredRate): TableCell {
  return figure(`${rateWithInterval(rate, { low, high })} of ${n}/${prompts}`, rate, low, high, n, prompts);
}

function changeCell({ value, low, high }: MeasuredDelta): TableCell {
  return figure(changeWithInterval(value, { low, high }), value, low, high);
}
