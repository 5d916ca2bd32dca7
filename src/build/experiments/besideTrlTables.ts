// Runs here and by TRL beside each other, as tables. Pure.
import type { RolloutRow, TrainingLogEntry } from '../../protocol/training';
import { fromGroups } from '../../engine/training/algorithms/groupRewards';
import { groupNormalised } from '../../engine/training/algorithms/grpo';
import { noValue } from '../../safety/presentation/numbers';
import { plainTable } from './plainTable';
import type { TrainedRun, Trainer } from './trlRuns';

const parts = 4;
const trainers: readonly Trainer[] = ['here', 'TRL'];

/** What the first step logged; reward and KL along the run; what the completions' files say of prompts and advantages. */
export function besideTrlTables(runs: readonly TrainedRun[]): string {
  return [firstSteps(runs), alongTheRun(runs), ...seedsOf(runs).map((seed) => sameRows(runs, seed))].join(
    '\n\n',
  );
}

/** Both policies are the base there: what differs is sampling and the start of the low-rank updates. */
function firstSteps(runs: readonly TrainedRun[]): string {
  const head = ['first step', 'seed', 'reward', 'loss', 'KL', 'gradient norm', 'entropy', 'mean length'];
  const rows = runs.map(({ trainer, seed, log: [first] }) => [
    ...[trainer, String(seed), number(first, 'reward', 3), exponent(first, 'loss'), number(first, 'kl', 4)],
    ...[
      number(first, 'grad_norm', 3),
      number(first, 'entropy', 3),
      number(first, 'completions/mean_length', 1),
    ],
  ]);
  return plainTable(head, rows);
}

function alongTheRun(runs: readonly TrainedRun[]): string {
  const steps = Math.max(...runs.map(({ log }) => log.length));
  const edges = Array.from({ length: parts + 1 }, (_, index) => Math.round((index * steps) / parts));
  const spans = edges.slice(1).map((to, index) => [(edges[index] ?? 0) + 1, to] as const);
  const head = ['mean of steps', '', 'seed', ...spans.map(([from, to]) => `${from}–${to}`)];
  const rows = (['reward', 'kl'] as const).flatMap((key) =>
    trainers.flatMap((trainer) => {
      const own = runs.filter((run) => run.trainer === trainer);
      const line = (label: string, of: readonly TrainedRun[]): string[] => [
        ...[key === 'kl' ? 'KL, nats per token' : key, trainer, label],
        ...spans.map((span) => meanOver(of, key, span)?.toFixed(3) ?? noValue),
      ];
      return [...own.map((run) => line(String(run.seed), [run])), line('all', own)];
    }),
  );
  return plainTable(head, rows);
}

function sameRows(runs: readonly TrainedRun[], seed: number): string {
  const [here, there] = trainers.map((trainer) =>
    runs.find((run) => run.trainer === trainer && run.seed === seed),
  );
  const steps = here?.rollouts.length ?? 0;
  const alike = (here?.rollouts ?? []).filter(
    (rows, index) => promptsOf(rows).join('\n') === promptsOf(there?.rollouts[index] ?? []).join('\n'),
  );
  const errors = (there?.rollouts ?? []).flatMap(advantageErrors);
  const error = errors.length === 0 ? noValue : Math.max(...errors).toExponential(1);
  return (
    `Seed ${seed}: the same prompts in the same order in ${alike.length} of ${steps} steps. Over ${errors.length} completions of ` +
    `TRL's, its advantage and the one computed here from its rewards differ by at most ${error}.`
  );
}

/** One per group, in the order of the step. */
function promptsOf(rows: readonly RolloutRow[]): string[] {
  return [...new Map(rows.map(({ group, prompt }) => [group, prompt.trim()])).values()];
}

function advantageErrors(rows: readonly RolloutRow[]): number[] {
  const own = fromGroups(rows, groupNormalised);
  return rows.flatMap(({ advantage }, index) =>
    advantage === null ? [] : [Math.abs(advantage - (own[index] ?? 0))],
  );
}

function seedsOf(runs: readonly TrainedRun[]): number[] {
  return [...new Set(runs.map(({ seed }) => seed))];
}

function meanOver(
  runs: readonly TrainedRun[],
  key: 'reward' | 'kl',
  [from, to]: readonly [number, number],
): number | null {
  const values = runs.flatMap(({ log }) =>
    log.flatMap(({ step, [key]: value }) => (step < from || step > to || value === undefined ? [] : [value])),
  );
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function number(entry: TrainingLogEntry | undefined, key: string, digits: number): string {
  return entry?.[key]?.toFixed(digits) ?? noValue;
}

function exponent(entry: TrainingLogEntry | undefined, key: string): string {
  const value = entry?.[key];
  return value === undefined ? noValue : value === 0 ? '0' : value.toExponential(1).replaceAll('-', '−');
}
