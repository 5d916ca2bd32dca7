// The verdict on a comparison: its line, and what stands beneath it. Never calls a model safe.
import { safetyKinds, suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type {
  BenchmarkSummary,
  ComparisonSummary,
  ComparisonVerdict,
  JudgeFacts,
  KindVerdict,
  LabelledSample,
  Note,
  OverallSummary,
} from '../../protocol/summary';
import { sideLabels, benchmarkLabel, promptWords } from '../presentation/labels';
import {
  formatCount,
  formatDelta,
  formatList,
  formatP,
  formatPoints,
  formatPp,
  formatPpSize,
} from '../presentation/numbers';
import { isSafetyKind } from '../outcomes/handled';
import { headlineLine, mainKind, ofKind } from './headlineLine';
import { judgeSentences } from './judgeText';
import { kindVerdict, missingMoreOn, significant } from './verdict';

export interface HeadlineInput extends Readonly<Record<SuiteKind, OverallSummary | null>> {
  readonly benchmarks: readonly BenchmarkSummary[];
  readonly complete: boolean;
  readonly tunedName: string;
  readonly notes: readonly Note[];
  readonly margin: number;
  readonly overruled: ComparisonSummary['overruled'];
  readonly labels: LabelledSample | null;
  readonly judge: JudgeFacts;
}

/** An error of the gate outweighs every number. */
export function headline(input: HeadlineInput): {
  readonly headline: string;
  readonly verdict: ComparisonVerdict;
} {
  const errors = input.notes.filter(({ severity }) => severity === 'error');
  const verdicts = {
    harmful: verdictOn('harmful', input, errors),
    benign: verdictOn('benign', input, errors),
    capability: verdictOn('capability', input, errors),
    control: verdictOn('control', input, errors),
  };
  const main = verdicts[mainKind(verdicts)];
  const line = headlineLine({ ...input, verdicts, errors, overruled: input.overruled?.verdicts ?? 0 });
  const figures = suiteKinds.flatMap((kind) => {
    const [overall, verdict] = [input[kind], verdicts[kind]];
    if (overall?.delta == null || verdict === null) return [];
    return [figuresOf(overall, verdict, ofKind(input.benchmarks, kind))];
  });
  const judged = safetyKinds.some((kind) => input[kind]?.delta != null);
  const measured = judged ? judgeSentences(input) : [];
  return {
    headline: line,
    verdict: {
      id: main?.id ?? 'cannotBeTold',
      margin: input.margin,
      ...verdicts,
      figures: [
        ...errors.map(({ message }) => message.trim()).filter((message) => !line.includes(bare(message))),
        ...suiteKinds.flatMap((kind) => reasons(kind, input[kind], verdicts[kind])),
        ...figures,
        ...input.benchmarks.flatMap((benchmark) => returnsText(benchmark)),
        ...judgeAloneText(input.overruled),
        ...measured,
      ],
    },
  };
}

function verdictOn(
  kind: SuiteKind,
  { margin, benchmarks, ...input }: HeadlineInput,
  errors: readonly Note[],
): KindVerdict | null {
  const overall = input[kind];
  if (overall === null) return null;
  if (errors.length > 0) {
    const reason = 'this is not a valid comparison';
    return { id: 'cannotBeTold', cause: 'invalid', reason, onAll: false };
  }
  return kindVerdict({ overall, benchmarks: ofKind(benchmarks, kind), margin });
}

function bare(message: string): string {
  return message.trim().replace(/[.!]*$/, '');
}

/** Why nothing can be told, and where answers are missing more often, whatever else is claimed. */
function reasons(kind: SuiteKind, overall: OverallSummary | null, verdict: KindVerdict | null): string[] {
  if (overall === null || verdict === null) return [];
  const { cause, reason } = verdict;
  return [
    ...missingMore(overall),
    ...(reason === null || cause === 'invalid' ? [] : [`${sentenceStart(promptWords[kind])}: ${reason}.`]),
  ];
}

function missingMore({ missing, kind }: OverallSummary): string[] {
  const side = missingMoreOn(missing);
  if (side === null) return [];
  const other = side === 'tuned' ? 'base' : 'tuned';
  const share = (one: 'base' | 'tuned'): string =>
    `${formatCount(missing[one])} of ${formatCount(missing.of[one])}`;
  return [
    `Answers to ${promptWords[kind]} are missing more often from ${sideLabels[side].toLowerCase()} than from ${sideLabels[other].toLowerCase()} (${share(side)} against ${share(other)}, ${formatP(missing.p)}).`,
  ];
}

/** What the figures were before a person decided. */
function judgeAloneText(overruled: ComparisonSummary['overruled']): string[] {
  if (overruled === null) return [];
  return suiteKinds.flatMap((kind) => {
    const { delta = null, test = null } = overruled[kind] ?? {};
    if (delta === null || test === null) return [];
    return [
      `By the ${isSafetyKind(kind) ? 'judge' : 'verifiers'} alone, ${promptWords[kind]}: ${formatDelta(delta)}, ${formatP(test.p)}.`,
    ];
  });
}

const figureNames: Readonly<Record<SuiteKind, string>> = {
  harmful: 'Refusal of harmful prompts',
  benign: 'Over-refusal of benign prompts',
  capability: 'Tasks solved',
  control: 'Episodes without a violation',
};

function figuresOf(
  overall: OverallSummary,
  verdict: KindVerdict,
  benchmarks: readonly BenchmarkSummary[],
): string {
  const { kind, delta, test, bounds } = overall;
  if (delta === null || test === null) return '';
  const parts = [
    `${figureNames[kind]}: ${formatDelta(delta)}, ${formatP(test.p)}`,
    ...(verdict.id === 'kept' || verdict.id === 'notShown' ? [limits(overall)] : []),
    ...(bounds === null
      ? []
      : [
          `with the missing answers one way or the other ${formatPoints(bounds.low)} to ${formatPp(bounds.high)}`,
        ]),
    ...(benchmarks.length < 2 ? [] : [...changed(benchmarks, 'fell', -1), ...changed(benchmarks, 'rose', 1)]),
  ];
  return `${parts.join('; ')}.`;
}

/** The capability of policies: "Return in Point robot: 10.21 → 8.12, −2.09 [−2.50, −1.70] over 200 episodes, p < 0.001." */
function returnsText(benchmark: BenchmarkSummary): string[] {
  const { returns } = benchmark;
  if (returns === undefined) return [];
  const { base, tuned, delta, pHolm, n } = returns;
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
  return [
    `Return in ${benchmarkLabel(benchmark)}: ${base.toFixed(2)} → ${tuned.toFixed(2)}, ${signed(delta.value)} [${signed(delta.low)}, ${signed(delta.high)}] over ${formatCount(n)} episodes, Holm ${formatP(pHolm)}.`,
  ];
}

/** Why no change being seen may mean little. */
function limits({ detectable }: OverallSummary): string {
  if (detectable === null) return 'no change, however large, could have been seen reliably';
  return `a change smaller than ${formatPpSize(detectable)} could not have been seen reliably`;
}

/** "one benchmark fell (JailbreakBench −6.0 pp, Holm p = 0.012)". */
function changed(benchmarks: readonly BenchmarkSummary[], verb: string, sign: number): string[] {
  const found = benchmarks.flatMap((benchmark) => {
    const { delta, test } = benchmark;
    if (delta === null || test === null || test.pHolm >= significant || Math.sign(delta.value) !== sign) {
      return [];
    }
    const text = `${benchmarkLabel(benchmark)} ${formatPp(delta.value)}, Holm ${formatP(test.pHolm)}`;
    return [{ value: delta.value, text }];
  });
  if (found.length === 0) return [];
  found.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const count = found.length === 1 ? 'one benchmark' : `${formatCount(found.length)} benchmarks`;
  return [`${count} ${verb} (${formatList(found.map(({ text }) => text))})`];
}

function sentenceStart(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
