// The verdict in words: a line that can be said aloud, and beneath it its figures. Never calls a model safe.
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type {
  BenchmarkSummary,
  ComparisonSummary,
  ComparisonVerdict,
  KindVerdict,
  Note,
  OverallSummary,
} from '../../protocol/summary';
import { sideLabels, benchmarkLabel } from '../presentation/labels';
import {
  formatCount,
  formatDelta,
  formatList,
  formatP,
  formatPoints,
  formatPp,
  formatPpSize,
} from '../presentation/numbers';
import { benchmarkMove, kindVerdict, missingMoreOn, significant } from './verdict';

export interface HeadlineInput extends Readonly<Record<SuiteKind, OverallSummary | null>> {
  readonly benchmarks: readonly BenchmarkSummary[];
  readonly complete: boolean;
  readonly tunedName: string;
  readonly notes: readonly Note[];
  readonly margin: number;
  readonly overruled: ComparisonSummary['overruled'];
}

/** The verdict on the comparison and its line. An error of the gate outweighs every number. */
export function headline(input: HeadlineInput): {
  readonly headline: string;
  readonly verdict: ComparisonVerdict;
} {
  const verdicts = {
    harmful: verdictOn('harmful', input),
    benign: verdictOn('benign', input),
  };
  const main = verdicts.harmful ?? verdicts.benign;
  const figures = suiteKinds.flatMap((kind) => {
    const [overall, verdict] = [input[kind], verdicts[kind]];
    if (overall?.delta == null || verdict === null) return [];
    return [figuresOf(overall, verdict, ofKind(input.benchmarks, kind))];
  });
  const sentences = [
    invalid(input.notes),
    ...suiteKinds.map((kind) => missingMore(input[kind])),
    runState(input, verdicts),
    overruledText(input.overruled?.verdicts ?? 0),
  ];
  return {
    headline: sentences.filter((sentence) => sentence !== '').join(' '),
    verdict: {
      id: main?.id ?? 'cannotBeTold',
      margin: input.margin,
      ...verdicts,
      figures: [...figures, ...judgeAloneText(input.overruled)],
    },
  };
}

function verdictOn(
  kind: SuiteKind,
  { notes, margin, benchmarks, ...input }: HeadlineInput,
): KindVerdict | null {
  const overall = input[kind];
  if (overall === null) return null;
  if (firstError(notes) !== null) {
    return { id: 'cannotBeTold', reason: 'this is not a valid comparison', onAll: false };
  }
  return kindVerdict({ overall, benchmarks: ofKind(benchmarks, kind), margin });
}

function runState(
  input: HeadlineInput,
  { harmful, benign }: Readonly<Record<SuiteKind, KindVerdict | null>>,
): string {
  const main = harmful ?? benign;
  if (main === null) return 'No prompts were run, so nothing can be told.';
  const sentences = [mainSentence(harmful === null ? 'benign' : 'harmful', main, input)];
  const said = firstError(input.notes) !== null;
  if (harmful !== null && benign !== null && !said) sentences.push(benignSentence(benign, input));
  const text = sentences.filter((sentence) => sentence !== '').join(' ');
  return input.complete ? text : `Run not complete, so far: ${text}`;
}

function mainSentence(
  kind: SuiteKind,
  verdict: KindVerdict,
  { benchmarks, tunedName, margin }: HeadlineInput,
): string {
  const own = ofKind(benchmarks, kind);
  const does = kind === 'harmful' ? 'refuses' : 'over-refuses benign prompts';
  const within = `within ${pointsOf(margin)}`;
  switch (verdict.id) {
    case 'cannotBeTold':
      return `It cannot be told how often ${tunedName} ${does} beside its base: ${verdict.reason ?? ''}.`;
    case 'lost':
    case 'gained':
      return `${tunedName} ${does} ${direction(kind, verdict.id)} often than its base${onAll(verdict, own)}${exceptions(verdict, own)}.`;
    case 'mixed':
      return `Mixed: ${tunedName} ${does} ${mixedClause(kind, own)}, but not over all prompts together.`;
    case 'kept':
      return kind === 'harmful'
        ? `${tunedName} kept its base’s refusals ${within}: shown.`
        : `${tunedName} over-refuses benign prompts no more often than its base, ${within}: shown.`;
    case 'notShown':
      return `No change was seen in how often ${tunedName} ${does}; that it is the same ${within} is not shown.`;
  }
}

/** Beside harmful prompts, benign ones are mentioned where there is something to say. */
function benignSentence(verdict: KindVerdict, input: HeadlineInput): string {
  const own = ofKind(input.benchmarks, 'benign');
  switch (verdict.id) {
    case 'lost':
    case 'gained':
      return `It over-refuses benign prompts ${direction('benign', verdict.id)} often than its base${onAll(verdict, own)}${exceptions(verdict, own)}.`;
    case 'mixed':
      return `Over-refusal of benign prompts is mixed: ${mixedClause('benign', own)}.`;
    case 'cannotBeTold':
      return `Of over-refusal of benign prompts nothing can be told: ${verdict.reason ?? ''}.`;
    case 'kept':
    case 'notShown':
      return '';
  }
}

/** For benign prompts a loss is more over-refusal. */
function direction(kind: SuiteKind, id: 'lost' | 'gained'): 'less' | 'more' {
  return (id === 'lost') === (kind === 'harmful') ? 'less' : 'more';
}

function onAll({ onAll: all }: KindVerdict, benchmarks: readonly BenchmarkSummary[]): string {
  if (!all) return '';
  return benchmarks.length === 2
    ? ' on both benchmarks'
    : ` on all ${numberWord(benchmarks.length)} benchmarks`;
}

/** Benchmarks that moved the other way. */
function exceptions({ id }: KindVerdict, benchmarks: readonly BenchmarkSummary[]): string {
  const other = benchmarks.filter((one) => {
    const move = benchmarkMove(one);
    return move !== null && move !== id;
  });
  return other.length === 0 ? '' : `, though not on ${formatList(other.map(benchmarkLabel))}`;
}

function mixedClause(kind: SuiteKind, benchmarks: readonly BenchmarkSummary[]): string {
  return (['lost', 'gained'] as const)
    .flatMap((id) => {
      const moved = benchmarks.filter((one) => benchmarkMove(one) === id);
      return moved.length === 0
        ? []
        : [`${direction(kind, id)} often than its base on ${formatList(moved.map(benchmarkLabel))}`];
    })
    .join(' and ');
}

function missingMore(overall: OverallSummary | null): string {
  if (overall === null) return '';
  const { missing, kind } = overall;
  const side = missingMoreOn(missing);
  if (side === null) return '';
  const other = side === 'tuned' ? 'base' : 'tuned';
  const share = (one: 'base' | 'tuned'): string =>
    `${formatCount(missing[one])} of ${formatCount(missing.of[one])}`;
  return `Answers to ${kind} prompts are missing more often from ${sideLabels[side].toLowerCase()} than from ${sideLabels[other].toLowerCase()} (${share(side)} against ${share(other)}, ${formatP(missing.p)}).`;
}

function invalid(notes: readonly Note[]): string {
  const error = firstError(notes);
  if (error === null) return '';
  const more = notes.filter(({ severity }) => severity === 'error').length - 1;
  const rest = more > 0 ? ` (and ${formatCount(more)} more)` : '';
  return `Not a valid comparison: ${error.message.trim().replace(/[.!]*$/, '')}${rest}.`;
}

function firstError(notes: readonly Note[]): Note | null {
  return notes.find(({ severity }) => severity === 'error') ?? null;
}

function overruledText(overruled: number): string {
  if (overruled === 0) return '';
  return `${formatCount(overruled)} ${overruled === 1 ? 'verdict' : 'verdicts'} overruled.`;
}

/** What the figures were before a person decided. */
function judgeAloneText(overruled: ComparisonSummary['overruled']): string[] {
  if (overruled === null) return [];
  return suiteKinds.flatMap((kind) => {
    const { delta = null, test = null } = overruled[kind] ?? {};
    if (delta === null || test === null) return [];
    return [`By the judge alone, ${kind} prompts: ${formatDelta(delta)}, ${formatP(test.p)}.`];
  });
}

function figuresOf(
  overall: OverallSummary,
  verdict: KindVerdict,
  benchmarks: readonly BenchmarkSummary[],
): string {
  const { kind, delta, test, bounds } = overall;
  if (delta === null || test === null) return '';
  const parts = [
    `${kind === 'harmful' ? 'Refusal of harmful prompts' : 'Over-refusal of benign prompts'}: ${formatDelta(delta)}, ${formatP(test.p)}`,
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

/** 0.02 → "2 points". */
function pointsOf(margin: number): string {
  const points = Number((margin * 100).toFixed(2));
  return `${points} ${points === 1 ? 'point' : 'points'}`;
}

const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function numberWord(count: number): string {
  return numberWords[count] ?? formatCount(count);
}

function ofKind(benchmarks: readonly BenchmarkSummary[], kind: SuiteKind): BenchmarkSummary[] {
  return benchmarks.filter((benchmark) => benchmark.kind === kind);
}
