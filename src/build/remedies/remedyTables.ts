// What remedies give and cost against none, all seeds together, as Markdown. The answers of all seeds to a prompt are one cluster.
import { pairedContrast } from '../../engine/training/run/pairedChange';
import type { AnswerCost } from '../../protocol/matrix';
import type { SuiteKind } from '../../protocol/outcomes';
import type { RunContrast } from '../../protocol/training';
import {
  formatMetric,
  formatP,
  formatPercent,
  formatPoints,
  formatPointsInterval,
  noValue,
} from '../../safety/presentation/numbers';
import { holmAdjust } from '../../safety/statistics/holm';
import { plainTable } from '../experiments/plainTable';
import { none, type ComparedRemedies } from './compareRemedies';

const measures: readonly { readonly kind: SuiteKind; readonly title: string }[] = [
  { kind: 'harmful', title: 'harmful handled safely' },
  { kind: 'benign', title: 'benign answered' },
  { kind: 'capability', title: 'held-out sums' },
];

/** Rows in the order of `remedies`; p is adjusted over all contrasts of the table. */
export function remedyTable(compared: readonly ComparedRemedies[], remedies: readonly string[]): string {
  const found = remedies.map((remedy) => ({
    remedy,
    contrasts: measures.map(({ kind }) => contrastWithNone(compared, remedy, kind)),
  }));
  const tested = found.flatMap(({ contrasts }) => contrasts.flatMap((contrast) => contrast ?? []));
  const pHolm = new Map(holmAdjust(tested.map(({ p }) => p)).map((p, index) => [tested[index], p]));
  const head = [
    ...['remedy', ...measures.map(({ title }) => `${title}, rate and change against none, pp [95% CI]`)],
    ...['tokens per answer', 'tokens per second of an answer'],
  ];
  const rows = found.map(({ remedy, contrasts }) => [
    remedy,
    ...contrasts.map((contrast) => contrastText(contrast, pHolm)),
    ...costTexts(compared, remedy),
  ]);
  const rates = measures.map(({ kind }) => rateWithout(compared, kind));
  return plainTable(head, [[none, ...rates, ...costTexts(compared, none)], ...rows]);
}

function contrastWithNone(
  compared: readonly ComparedRemedies[],
  remedy: string,
  kind: SuiteKind,
): RunContrast | null {
  return pairedContrast(answersOf(compared, none, kind), answersOf(compared, remedy, kind));
}

function answersOf(compared: readonly ComparedRemedies[], wanted: string, kind: SuiteKind) {
  return compared.flatMap(({ answers }) =>
    answers.filter((answer) => answer.remedy === wanted && answer.kind === kind),
  );
}

function rateWithout(compared: readonly ComparedRemedies[], kind: SuiteKind): string {
  const own = answersOf(compared, none, kind);
  return own.length === 0 ? noValue : formatPercent(own.filter(({ good }) => good).length / own.length);
}

function contrastText(
  contrast: RunContrast | null,
  pHolm: ReadonlyMap<RunContrast | undefined, number>,
): string {
  if (contrast === null) return noValue;
  const { second, delta, p } = contrast;
  const change = `${formatPoints(delta.value)} ${formatPointsInterval(delta)}`;
  return `${formatPercent(second.rate)}, ${change}, ${formatP(pHolm.get(contrast) ?? p)}`;
}

/** Over the answers of all seeds. */
function costTexts(compared: readonly ComparedRemedies[], remedy: string): string[] {
  const costs = compared.flatMap(({ costs: own }) => own[remedy] ?? []);
  const sum = (of: (cost: AnswerCost) => number): number =>
    costs.reduce((total, cost) => total + cost.answers * of(cost), 0);
  if (costs.length === 0) return [noValue, noValue];
  const tokens = sum(({ tokensPerAnswer }) => tokensPerAnswer);
  return [
    formatMetric(tokens / sum(() => 1)),
    formatMetric(tokens / sum(({ secondsPerAnswer }) => secondsPerAnswer)),
  ];
}
