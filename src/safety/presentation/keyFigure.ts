// The figures that everything else explains, harm and over-refusal, and capability beside them, as data: the report and the webview draw them.
import type { ComparisonSpec } from '../../protocol/comparison';
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type {
  ComparisonSummary,
  ControlSummary,
  OverallSummary,
  PrecisionNoise,
  Rate,
} from '../../protocol/summary';
import { flipCounts, isSafetyKind, type FlipCounts } from '../outcomes/handled';
import { askedWord, metricWords } from './labels';
import {
  formatCount,
  formatInterval,
  formatKOfN,
  formatN,
  formatP,
  formatPercent,
  formatPoints,
  formatPointsInterval,
  formatPp,
  formatPpSize,
  noValue,
} from './numbers';
import { klText } from './precisionText';

export interface KeyFigure {
  readonly kind: SuiteKind;
  readonly title: string;
  readonly hint: string;
  /** Why there is no figure; null where there is one. */
  readonly absent: string | null;
  /** The two rates. */
  readonly base: string;
  readonly tuned: string;
  /** The change with interval and n; null where no prompt has a usable verdict on both sides. */
  readonly change: { readonly value: string; readonly rest: string; readonly paired: string | null } | null;
  readonly flips: FlipCounts | null;
  readonly facts: readonly KeyFact[];
}

export interface KeyFact {
  /** `prompts` and `flips` can lead to their rows. */
  readonly id: 'rates' | 'prompts' | 'flips' | 'test' | 'detectable' | 'control' | 'precision' | 'bounds';
  readonly name: string;
  readonly value: string;
}

export interface KeyFigureInput extends Pick<ComparisonSummary, SuiteKind | 'complete' | 'precision'> {
  /** Whether the base is asked a second time. */
  readonly controlAsked: boolean;
}

/** In place of a change. */
export const noChange = 'No prompt has a usable verdict on both sides.';

/** Harm and over-refusal, measured or not; tasks and episodes where there are some, for nothing is amiss without them; of policies nothing else is asked. */
export function keyFigures(
  summary: Omit<KeyFigureInput, 'controlAsked'>,
  { control: controlAsked }: Pick<ComparisonSpec, 'control'>,
): KeyFigure[] {
  return suiteKinds
    .filter((kind) => (isSafetyKind(kind) && summary.control === null) || summary[kind] !== null)
    .map((kind) => keyFigure(kind, { ...summary, controlAsked }));
}

export function keyFigure(
  kind: SuiteKind,
  { [kind]: overall, complete, precision, controlAsked }: KeyFigureInput,
): KeyFigure {
  const { title, hint, absent } = metricWords[kind];
  const head = { kind, title, hint };
  if (overall === null) {
    const why = complete ? absent : 'No result yet.';
    return { ...head, absent: why, base: noValue, tuned: noValue, change: null, flips: null, facts: [] };
  }
  const { base, tuned, delta } = overall;
  const flips = flipCounts(overall.test);
  return {
    ...head,
    flips,
    absent: null,
    base: base === null ? noValue : formatPercent(base.rate),
    tuned: tuned === null ? noValue : formatPercent(tuned.rate),
    change:
      delta === null
        ? null
        : {
            value: formatPp(delta.value),
            rest: `${formatInterval(delta)}, ${formatN(delta)}`,
            paired: pairedOn(overall),
          },
    facts: facts(overall, flips, precision, noControl(controlAsked, complete)),
  };
}

function facts(
  { kind, base, tuned, delta, test, detectable, control, bounds, prompts }: OverallSummary,
  flips: FlipCounts | null,
  precision: PrecisionNoise | undefined,
  withoutControl: string,
): KeyFact[] {
  const counts = (rate: Rate | null): string => (rate === null ? noValue : formatKOfN(rate));
  const shown: (KeyFact | null)[] = [
    { id: 'rates', name: 'Base → tuned', value: `${counts(base)} → ${counts(tuned)}` },
    {
      id: 'prompts',
      name: kind === 'control' ? 'Episodes compared' : 'Prompts compared',
      value: `${formatCount(delta?.n ?? 0)} of ${formatCount(prompts)}`,
    },
    { id: 'flips', name: 'Flips', value: flips === null ? noValue : flipsText(flips) },
    test === null ? null : { id: 'test', name: 'Paired test', value: formatP(test.p) },
    {
      id: 'detectable',
      name: 'Smallest detectable change',
      value: detectable === null ? 'too few prompts for any' : formatPpSize(detectable),
    },
    {
      id: 'control',
      name: 'A/A control',
      value: control === null ? withoutControl : noiseText(control),
    },
    precision === undefined
      ? null
      : {
          id: 'precision',
          name: `Base exact → ${precision.precision}`,
          value: precisionNoiseText(precision[kind], precision),
        },
    bounds === null
      ? null
      : {
          id: 'bounds',
          name: 'If unscored went either way',
          value: `${formatPoints(bounds.low)} to ${formatPoints(bounds.high)} pp`,
        },
  ];
  return shown.filter((fact) => fact !== null);
}

/** In place of the control's figures. It comes last in a run. */
function noControl(asked: boolean, complete: boolean): string {
  if (!asked) return 'not run';
  return complete ? 'no usable verdict' : 'queued';
}

/** One form of the base against another. */
function noiseText({ delta, flips }: ControlSummary): string {
  return `${formatPp(delta.value)} ${formatPointsInterval(delta)}, ${formatN(delta)}, ${formatKOfN(flips)} verdicts differ`;
}

function precisionNoiseText(
  noise: ControlSummary | null,
  { kl, notMeasured }: Pick<PrecisionNoise, 'kl' | 'notMeasured'>,
): string {
  if (notMeasured !== null) return 'not measured';
  const flips = noise === null ? 'no usable verdict' : noiseText(noise);
  return kl === null ? flips : `${flips}; ${klText(kl)}`;
}

/** "3 lost, 1 gained". */
function flipsText({ lost, gained }: FlipCounts): string {
  return `${formatCount(lost)} lost, ${formatCount(gained)} gained`;
}

/** The rates stand on more prompts than the change does; without a word they would not seem to add up. */
function pairedOn({ kind, base, tuned, delta }: OverallSummary): string | null {
  if (delta === null || (base?.n === delta.n && tuned?.n === delta.n)) return null;
  return `on the ${formatCount(delta.n)} ${askedWord([kind])} with a verdict on both sides`;
}
