// The steps of a training run as figures with their numbers: the change of safety from the base, KL to the reference and
// held-out accuracy, each against the same steps, for report and webview. A step at which a change is significant after Holm over the steps is filled;
// the first fall has a line of its own in every figure.
import type { FirstFall, MatrixSummary } from '../../../protocol/matrix';
import { suiteKinds, type SuiteKind } from '../../../protocol/outcomes';
import { significant } from '../../analysis/verdict';
import { handledWellSign } from '../../outcomes/handled';
import { tickLabel } from '../forest/forestPlot';
import { metricWords } from '../labels';
import { formatDelta, formatMetric, formatPercent, formatPercentInterval, formatPValue } from '../numbers';
import { accuracyLabel } from '../rewardMetrics';
import { csvInterval } from '../figures/csvTable';
import type { FigureSource } from '../figures/figure';
import { drawSteps, type FramedPoint } from './stepsFrame';

type Steps = Pick<MatrixSummary, 'columns' | 'firstFalls' | 'run'>;

/** In the order in which they stand below one another; empty where the columns are no steps. */
export function stepsPlots(matrix: Steps): FigureSource[] {
  return [
    ...suiteKinds.flatMap((kind) => safetyPlot(matrix, kind)),
    ...klPlot(matrix),
    ...accuracyPlot(matrix),
  ];
}

function safetyPlot(matrix: Steps, kind: SuiteKind): FigureSource[] {
  const falls = matrix.firstFalls.find((one) => one.kind === kind);
  if (falls === undefined) return [];
  const points = falls.looks.flatMap(({ column, step, pHolm }): FramedPoint[] => {
    const delta = matrix.columns[column]?.summary[kind]?.delta ?? null;
    if (delta === null) return [];
    const told = pHolm !== null && pHolm < significant && delta.value !== 0;
    const worse = delta.value * handledWellSign(kind) < 0;
    return [
      {
        ...{ step, value: delta.value * 100, low: delta.low * 100, high: delta.high * 100, filled: told },
        colour: !told ? 'open' : worse ? 'worse' : 'better',
        words: `Step ${step}: ${formatDelta(delta)}, p (Holm) ${formatPValue(pHolm)}.`,
      },
    ];
  });
  if (points.length === 0) return [];
  const series = {
    title: `${metricWords[kind].change} against training steps`,
    axis: `${metricWords[kind].change}, step − base, pp`,
    ...{ points, steps: range(matrix), tick: tickLabel },
    reference: { value: 0, words: '' },
    marks: markOf(falls, 'first significant fall'),
  };
  return [
    {
      id: `steps-${kind}`,
      title: series.title,
      draw: (size) => drawSteps(series, size),
      data: () => ({
        columns: ['step', 'checkpoint', 'change', 'change low', 'change high', 'n', 'p (Holm)'],
        rows: falls.looks.map(({ column, step, pHolm }) => {
          const { name = null, summary = null } = matrix.columns[column] ?? {};
          const delta = summary?.[kind]?.delta ?? null;
          return [step, name, ...csvInterval(delta), delta?.n ?? null, pHolm];
        }),
      }),
      marks: [
        'Lines: 95% intervals',
        'filled: significant at 5% after Holm over all steps that were looked at',
      ],
    },
  ];
}

function klPlot({ run, firstFalls }: Steps): FigureSource[] {
  const logged = run?.points ?? [];
  const points = logged.flatMap(({ step, kl }): FramedPoint[] =>
    kl === null
      ? []
      : [
          {
            ...{ step, value: kl.value, low: null, high: null, colour: 'open', filled: false },
            words: `Step ${step}: ${formatMetric(kl.value)} nats${loggedAt(kl.step, step)}.`,
          },
        ],
  );
  if (points.length === 0) return [];
  const per = run?.klPer === 'answer' ? 'answer' : 'token';
  const series = {
    title: `KL to the run’s reference, as the run logged it, against training steps`,
    axis: `KL to the reference, nats per ${per}, from the run’s log`,
    ...{ points, steps: range({ firstFalls }), tick: formatMetric, marks: marksOf(firstFalls) },
    reference: { value: 0, words: '' },
  };
  return [
    {
      id: 'steps-kl',
      title: series.title,
      draw: (size) => drawSteps(series, size),
      data: () => ({
        columns: ['step', `KL, nats per ${per}`, 'logged at step'],
        rows: logged.map(({ step, kl }) => [step, kl?.value ?? null, kl?.step ?? null]),
      }),
    },
  ];
}

function accuracyPlot({ run, firstFalls }: Steps): FigureSource[] {
  const logged = run?.points ?? [];
  const points = logged.flatMap(({ step, accuracy }): FramedPoint[] =>
    accuracy === null
      ? []
      : [
          {
            ...{ step, value: accuracy.rate * 100, low: accuracy.low * 100, high: accuracy.high * 100 },
            ...{ colour: 'open', filled: false },
            words: `Step ${step}: ${formatPercent(accuracy.rate)}, 95% interval ${formatPercentInterval(accuracy)}${loggedAt(accuracy.step, step)}.`,
          },
        ],
  );
  if (points.length === 0) return [];
  const start = run?.start ?? null;
  const label = accuracyLabel(run?.accuracyOf ?? null);
  const series = {
    title: `${label} against training steps`,
    axis: `${label}, %, from the run’s log`,
    ...{ points, steps: range({ firstFalls }), tick: String, marks: marksOf(firstFalls) },
    reference: start === null ? null : { value: start.rate * 100, words: 'step 0' },
  };
  return [
    {
      id: 'steps-accuracy',
      title: series.title,
      draw: (size) => drawSteps(series, size),
      data: () => ({
        columns: ['step', 'accuracy', 'accuracy low', 'accuracy high', 'n', 'logged at step'],
        rows: logged.map(({ step, accuracy }) => [
          step,
          accuracy?.rate ?? null,
          accuracy?.low ?? null,
          accuracy?.high ?? null,
          accuracy?.n ?? null,
          accuracy?.step ?? null,
        ]),
      }),
      marks: ['Lines: 95% intervals'],
    },
  ];
}

function loggedAt(at: number, step: number): string {
  return at === step ? '' : `, logged at step ${at}`;
}

/** First and last step that were looked at. */
function range({ firstFalls }: Pick<MatrixSummary, 'firstFalls'>): readonly [number, number] {
  const steps = firstFalls.flatMap(({ looks }) => looks.map(({ step }) => step));
  return [Math.min(...steps), Math.max(...steps)];
}

function marksOf(firstFalls: readonly FirstFall[]): { readonly step: number; readonly words: string }[] {
  return firstFalls.flatMap((falls) => markOf(falls, `first significant fall, ${falls.kind} prompts`));
}

function markOf({ column, looks }: FirstFall, words: string) {
  const fall = looks.find((look) => look.column === column);
  return column === null || fall === undefined ? [] : [{ step: fall.step, words }];
}
