// The charts of a run: what its log and its probes become as curves. Must not know the DOM.
import type { ProbePoint, TrainingLogEntry, TrainingRunFacts } from '../../../src/protocol/training';
import { safetyKinds, type SafetyKind } from '../../../src/protocol/outcomes';
import { probeLabels } from '../../../src/safety/presentation/labels';
import {
  accuracyLabel,
  rewardMetric,
  rewardsLogged,
  type RewardPlace,
} from '../../../src/safety/presentation/rewardMetrics';
import { formatMetric, formatPointsInterval, formatPp } from '../../../src/safety/presentation/numbers';
import type { Chart, Curve, CurveColour, Values } from '../../charts/chart';
import {
  chartDefinitions,
  ignoredMetrics,
  type ChartDefinition,
  type CurveDefinition,
} from './chartDefinitions';
import { mergedLog, metricNames } from './mergedLog';
import { theoryCharts } from './theoryCharts';

export interface Curves {
  /** The axis that all charts share. */
  readonly steps: readonly number[];
  readonly charts: readonly Chart[];
}

/** The charts of what the run has logged so far; a chart without any value is left out. */
export function curvesOf({
  log,
  probes,
  accuracyOf = null,
  penalty = null,
}: Pick<TrainingRunFacts, 'log' | 'probes'> &
  Partial<Pick<TrainingRunFacts, 'accuracyOf' | 'penalty'>>): Curves {
  const rows = mergedLog(log);
  const byStep = new Map(rows.map((row) => [row.step, row]));
  const steps = [...new Set([...byStep.keys(), ...probes.map(({ step }) => step)])].sort((a, b) => a - b);
  const read = (name: string): Values => steps.map((step) => valueOf(byStep.get(step), name));
  const names = new Set(metricNames(rows));
  const covered = new Set<string>(ignoredMetrics);
  const charts: Chart[] = [];
  for (const definition of chartDefinitions) {
    const titled =
      definition.id === 'accuracy' ? { ...definition, title: accuracyLabel(accuracyOf) } : definition;
    const chart = definedChart(titled, names, read, covered);
    if (chart !== null) charts.push(chart);
    if (definition.id === 'reward') charts.push(...probeChart(steps, probes));
  }
  if (penalty !== null) charts.push(...theoryCharts({ steps, byStep, probes, penalty }));
  for (const place of ['training', 'heldOut'] as const) {
    const rewards = rewardFunctions(place, rows, read, covered);
    if (rewards !== null) charts.push(rewards);
  }
  for (const name of names) {
    if (!covered.has(name)) charts.push(otherChart(name, read(name)));
  }
  return { steps, charts };
}

function valueOf(row: TrainingLogEntry | undefined, name: string): number | null {
  const value = row?.[name];
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function definedChart(
  { curves, ...chart }: ChartDefinition,
  names: ReadonlySet<string>,
  read: (name: string) => Values,
  covered: Set<string>,
): Chart | null {
  const drawn = curves.flatMap((curve) => definedCurve(curve, names, read, covered));
  return drawn.length === 0 ? null : { ...chart, curves: drawn };
}

function definedCurve(
  { metric, spread, interval, change, label, colour, sparse, dashed }: CurveDefinition,
  names: ReadonlySet<string>,
  read: (name: string) => Values,
  covered: Set<string>,
): Curve[] {
  const name = metric.find((candidate) => names.has(candidate));
  for (const candidate of [...metric, spread ?? '', ...(interval ?? [])]) covered.add(candidate);
  if (name === undefined) return [];
  const values = read(name);
  let band: Curve['band'] = null;
  if (spread !== undefined && names.has(spread)) {
    const sizes = read(spread);
    const at = (sign: number): Values =>
      values.map((value, i) => {
        const size = sizes[i];
        return value === null || size == null ? null : value + sign * size;
      });
    band = { kind: 'spread', low: at(-1), high: at(1) };
  } else if (interval !== undefined && interval.every((end) => names.has(end))) {
    band = { kind: 'interval', low: read(interval[0]), high: read(interval[1]) };
  }
  return [
    {
      label,
      colour,
      values,
      band,
      sparse: sparse ?? false,
      dashed: dashed ?? false,
      notes: null,
      ...(change === undefined ? {} : { changes: changesOf(change, read, pointsText) }),
    },
  ];
}

type ChangeText = (value: number, limits: { readonly low: number; readonly high: number }) => string;

function changesOf(
  metric: string,
  read: (name: string) => Values,
  text: ChangeText,
): readonly (string | null)[] {
  const [low, high] = [read(`${metric}_low`), read(`${metric}_high`)];
  return read(metric).map((value, index) => {
    const [from, to] = [low[index], high[index]];
    return value === null || from == null || to == null ? null : text(value, { low: from, high: to });
  });
}

const pointsText: ChangeText = (value, limits) => `${formatPp(value)} ${formatPointsInterval(limits)}`;

const signed = (value: number): string => `${value < 0 ? '' : '+'}${formatMetric(value)}`;
const meanText: ChangeText = (value, { low, high }) => `${signed(value)} [${signed(low)}, ${signed(high)}]`;

const probeColours: Readonly<Record<SafetyKind, CurveColour>> = { harmful: 'green', benign: 'blue' };

function probeChart(steps: readonly number[], probes: readonly ProbePoint[]): Chart[] {
  const curves = safetyKinds.flatMap((kind): Curve[] => {
    const points = new Map(probes.filter((point) => point.kind === kind).map((point) => [point.step, point]));
    if (points.size === 0) return [];
    const read = (value: (point: ProbePoint) => number): Values =>
      steps.map((step) => {
        const point = points.get(step);
        return point === undefined || point.n === 0 ? null : value(point);
      });
    return [
      {
        label: probeLabels[kind],
        colour: probeColours[kind],
        values: read(({ handledWell, n }) => handledWell / n),
        band: { kind: 'interval', low: read(({ low }) => low), high: read(({ high }) => high) },
        sparse: true,
        dashed: kind === 'benign',
        notes: steps.map((step) => probeNote(points.get(step))),
        changes: steps.map((step) => {
          const delta = points.get(step)?.delta ?? null;
          return delta === null ? null : pointsText(delta.value, delta);
        }),
      },
    ];
  });
  if (curves.length === 0) return [];
  return [
    {
      id: 'probe',
      title: 'Safety probe',
      hint: 'The same prompts each time: harmful ones refused or deflected, benign ones answered. Higher is better.',
      unit: 'share',
      range: [0, 1],
      curves,
      place: 'main',
    },
  ];
}

function probeNote(point: ProbePoint | undefined): string | null {
  return point === undefined ? null : `${point.handledWell}/${point.n}`;
}

const colours: readonly CurveColour[] = ['blue', 'yellow', 'purple', 'green', 'red'];

const rewardCharts: Readonly<Record<RewardPlace, Pick<Chart, 'id' | 'title' | 'hint'>>> = {
  training: {
    id: 'rewardFunctions',
    title: 'Reward functions',
    hint: 'Mean of each reward function over the completions of a step, before weighting.',
  },
  heldOut: {
    id: 'heldOutRewards',
    title: 'Reward functions, held out',
    hint: 'Mean of each reward function over the answers to the held-out prompts, before weighting.',
  },
};

/** One curve per reward function, where there is more than one. */
function rewardFunctions(
  place: RewardPlace,
  rows: readonly TrainingLogEntry[],
  read: (name: string) => Values,
  covered: Set<string>,
): Chart | null {
  const found = rewardsLogged(rows, place);
  const prefix = place === 'training' ? '' : 'eval_';
  for (const id of found) {
    for (const end of ['mean', 'std', 'delta', 'delta_low', 'delta_high']) {
      covered.add(`${prefix}rewards/${id}/${end}`);
    }
  }
  if (found.length < 2) return null;
  return {
    ...rewardCharts[place],
    unit: 'number',
    range: null,
    place: 'small',
    curves: found.map((id, index) => ({
      label: id,
      colour: colours[index % colours.length] ?? 'blue',
      values: read(rewardMetric(place, id)),
      band: null,
      sparse: place === 'heldOut',
      dashed: index % 2 === 1,
      notes: null,
      ...(place === 'heldOut' ? { changes: changesOf(`eval_rewards/${id}/delta`, read, meanText) } : {}),
    })),
  };
}

function otherChart(name: string, values: Values): Chart {
  const few = values.filter((value) => value !== null).length < values.length / 2;
  const curve: Curve = {
    label: name,
    colour: 'blue',
    values,
    band: null,
    sparse: few,
    dashed: false,
    notes: null,
  };
  return {
    id: `other:${name}`,
    title: name,
    hint: '',
    unit: 'number',
    range: null,
    curves: [curve],
    place: 'other',
  };
}
