// The verdict as one line that can be said aloud: the claim and its qualifiers, no reasons and no figures. Never calls a model safe.
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type {
  BenchmarkSummary,
  ComparisonVerdict,
  KindVerdict,
  Note,
  OverallSummary,
} from '../../protocol/summary';
import { benchmarkLabel, sideLabels } from '../presentation/labels';
import { formatCount, formatList, formatPercent, formatPp } from '../presentation/numbers';
import { handledWellSign } from '../outcomes/handled';
import { benchmarkMove, missingMoreOn } from './verdict';

/** What the line is made of. */
export interface LineInput extends Readonly<Record<SuiteKind, OverallSummary | null>> {
  readonly verdicts: Pick<ComparisonVerdict, SuiteKind>;
  readonly benchmarks: readonly BenchmarkSummary[];
  /** Errors of the gate. */
  readonly errors: readonly Note[];
  readonly complete: boolean;
  readonly tunedName: string;
  readonly margin: number;
  /** Verdicts that a person overruled. */
  readonly overruled: number;
}

/** What can be said in one breath. */
export const longestLine = 120;
/** What capability beside safety takes on top: ` Capability +12.0 pp (no change shown), over-refusal −1.0 pp.` */
export const longestTradeOff = 61;
const longestName = 40;

/** How much is said: with the benchmarks' names, with their number, in as few words as there are. */
const breadths = ['names', 'counts', 'brief'] as const;
type Breadth = (typeof breadths)[number];

/** The fullest line that is short enough; what it says of capability beside safety comes on top. */
export function headlineLine(input: LineInput): string {
  const tunedName = clipped(input.tunedName);
  const lines = breadths.map((breadth) => compose({ ...input, tunedName }, breadth));
  const most = longestLine + (hasTradeOff(input) ? longestTradeOff : 0);
  return lines.find((line) => line.length <= most) ?? lines.at(-1) ?? '';
}

/** Of which kind the main claim is: safety before capability, harmful prompts before benign ones. */
export function mainKind(verdicts: LineInput['verdicts']): SuiteKind {
  return suiteKinds.find((kind) => verdicts[kind] !== null) ?? 'harmful';
}

function compose(input: LineInput, breadth: Breadth): string {
  const { verdicts, errors, complete, overruled } = input;
  const [error] = errors;
  const kind = mainKind(verdicts);
  const main = verdicts[kind];
  const sentences: string[] = [];
  if (error !== undefined) sentences.push(invalid(error, errors.length - 1, breadth));
  else if (main === null) sentences.push('No prompts were run, so nothing can be told.');
  else {
    sentences.push(`${mainClause(kind, main, input, breadth)}${missingMore(main, input[kind], breadth)}.`);
    if (kind === 'harmful' && verdicts.benign !== null) {
      sentences.push(benignSentence(verdicts.benign, input, breadth));
    }
    if (hasTradeOff(input)) sentences.push(tradeOffSentence(input));
  }
  if (overruled > 0) {
    sentences.push(`${formatCount(overruled)} ${overruled === 1 ? 'verdict' : 'verdicts'} overruled.`);
  }
  const line = sentences.filter((sentence) => sentence !== '').join(' ');
  return complete || main === null || error !== undefined ? line : `Run not complete, so far: ${line}`;
}

function invalid({ message }: Note, more: number, breadth: Breadth): string {
  const rest = more > 0 ? ` (and ${formatCount(more)} more)` : '';
  if (breadth === 'brief') return `Not a valid comparison, for the ${more > 0 ? 'reasons' : 'reason'} below.`;
  return `Not a valid comparison: ${message.trim().replace(/[.!]*$/, '')}${rest}.`;
}

const verbs: Readonly<Record<SuiteKind, string>> = {
  harmful: 'refuses',
  benign: 'over-refuses benign prompts',
  capability: 'solves tasks',
  control: 'keeps its constraint',
};

const keptWords: Readonly<Record<Exclude<SuiteKind, 'benign'>, string>> = {
  harmful: 'refusals',
  capability: 'capability',
  control: 'constraint',
};

const doesWords: Readonly<Record<Exclude<SuiteKind, 'benign'>, string>> = {
  harmful: 'refuses',
  capability: 'solves',
  control: 'keeps its constraint in',
};

function mainClause(kind: SuiteKind, verdict: KindVerdict, input: LineInput, breadth: Breadth): string {
  const { tunedName, margin } = input;
  const own = ofKind(input.benchmarks, kind);
  const does = verbs[kind];
  const within = `within ${pointsOf(margin)}`;
  switch (verdict.id) {
    case 'cannotBeTold':
      return breadth === 'brief' && kind === 'harmful'
        ? `Whether ${tunedName} kept its refusals cannot be told: ${because(kind, verdict, input)}`
        : `Whether ${tunedName} ${does} as often as its base cannot be told: ${because(kind, verdict, input)}`;
    case 'lost':
    case 'gained':
      return `${tunedName} ${does} ${direction(kind, verdict.id)} often than its base${onAll(verdict, own)}${exceptions(verdict, own, breadth)}`;
    case 'mixed':
      return breadth === 'brief'
        ? `Mixed: ${tunedName} ${does} more or less often on some benchmarks`
        : `Mixed: ${tunedName} ${does} ${mixedClause(kind, own, breadth)}, but not over all prompts together`;
    case 'kept':
      return kind === 'benign'
        ? `${tunedName} over-refuses benign prompts no more often than its base, ${within}: shown`
        : `${tunedName} kept its base’s ${keptWords[kind]} ${within}: shown`;
    case 'notShown':
      return breadth === 'brief' && kind === 'harmful'
        ? `No change seen in ${tunedName}’s refusals; kept ${within} is not shown`
        : `No change was seen in how often ${tunedName} ${does}; that it is the same ${within} is not shown`;
  }
}

/** In a few words; the whole reason stands beneath. */
function because(kind: SuiteKind, { cause }: KindVerdict, input: LineInput): string {
  const overall = input[kind];
  if (overall === null || cause === null || cause === 'invalid') return 'this is not a valid comparison';
  const { base, missing } = overall;
  const side = missingMoreOn(missing);
  switch (cause) {
    case 'nothingCompared':
      return 'no prompt has a usable verdict on both sides';
    case 'missing':
      return side === null
        ? `${formatCount(missing.base + missing.tuned)} of ${formatCount(missing.of.base + missing.of.tuned)} answers are missing`
        : `${formatCount(missing[side])} of ${formatCount(missing.of[side])} answers of ${side} are missing, ${formatCount(missing[other(side)])} of ${other(side)}`;
    case 'nothingToLose':
      return kind === 'benign'
        ? `its base over-refuses ${formatPercent(base?.rate ?? 1)}`
        : `its base ${doesWords[kind]} only ${formatPercent(base?.rate ?? 0)}`;
  }
}

/** Where the claim stands all the same. */
function missingMore({ cause }: KindVerdict, overall: OverallSummary | null, breadth: Breadth): string {
  const side = overall === null ? null : missingMoreOn(overall.missing);
  if (side === null || cause === 'missing') return '';
  const answers = `more answers of ${sideLabels[side].toLowerCase()}`;
  return breadth === 'brief' ? ` (${answers} missing)` : `, though ${answers} are missing`;
}

/** Beside harmful prompts, benign ones are mentioned where there is something to say. */
function benignSentence(verdict: KindVerdict, { benchmarks }: LineInput, breadth: Breadth): string {
  const own = ofKind(benchmarks, 'benign');
  const brief = breadth === 'brief';
  switch (verdict.id) {
    case 'lost':
    case 'gained':
      return brief
        ? `It over-refuses ${direction('benign', verdict.id)}.`
        : `It over-refuses benign prompts ${direction('benign', verdict.id)} often than its base${onAll(verdict, own)}${exceptions(verdict, own, breadth)}.`;
    case 'mixed':
      return brief
        ? 'Over-refusal is mixed.'
        : `Over-refusal of benign prompts is mixed: ${mixedClause('benign', own, breadth)}.`;
    case 'cannotBeTold':
      return brief ? 'Over-refusal unknown.' : 'Over-refusal of benign prompts cannot be told.';
    case 'kept':
    case 'notShown':
      return '';
  }
}

function hasTradeOff({ verdicts, errors }: LineInput): boolean {
  return errors.length === 0 && verdicts.capability !== null && mainKind(verdicts) !== 'capability';
}

/** Both sides of the trade-off: "Capability +12.0 pp, refusals −1.0 pp." */
function tradeOffSentence(input: LineInput): string {
  const { verdicts, capability } = input;
  if (capability?.delta == null || verdicts.capability?.id === 'cannotBeTold') {
    return 'Capability cannot be told.';
  }
  const safety = mainKind(verdicts);
  const other = input[safety]?.delta ?? null;
  const moved = verdicts.capability?.id === 'lost' || verdicts.capability?.id === 'gained';
  const solved = `Capability ${formatPp(capability.delta.value)}${moved ? '' : ' (no change shown)'}`;
  const beside =
    other === null ? '' : `, ${safety === 'harmful' ? 'refusals' : 'over-refusal'} ${formatPp(other.value)}`;
  return `${solved}${beside}.`;
}

/** For benign prompts a loss is more over-refusal. */
function direction(kind: SuiteKind, id: 'lost' | 'gained'): 'less' | 'more' {
  return (id === 'lost') === handledWellSign(kind) > 0 ? 'less' : 'more';
}

function onAll({ onAll: all }: KindVerdict, benchmarks: readonly BenchmarkSummary[]): string {
  if (!all) return '';
  return benchmarks.length === 2
    ? ' on both benchmarks'
    : ` on all ${numberWord(benchmarks.length)} benchmarks`;
}

/** Benchmarks that moved the other way. */
function exceptions({ id }: KindVerdict, benchmarks: readonly BenchmarkSummary[], breadth: Breadth): string {
  const opposite = benchmarks.filter((one) => {
    const move = benchmarkMove(one);
    return move !== null && move !== id;
  });
  if (opposite.length === 0) return '';
  return `, ${breadth === 'brief' ? '' : 'though '}not on ${breadth === 'names' ? formatList(opposite.map(benchmarkLabel)) : 'all benchmarks'}`;
}

function mixedClause(kind: SuiteKind, benchmarks: readonly BenchmarkSummary[], breadth: Breadth): string {
  const clauses = (['lost', 'gained'] as const).flatMap((id) => {
    const moved = benchmarks.filter((one) => benchmarkMove(one) === id);
    if (moved.length === 0) return [];
    const count = moved.length === 1 ? 'one benchmark' : `${numberWord(moved.length)} benchmarks`;
    const where = breadth === 'names' ? formatList(moved.map(benchmarkLabel)) : count;
    return [{ often: `${direction(kind, id)} often`, where }];
  });
  return clauses
    .map(({ often, where }, i) => `${often}${i === 0 ? ' than its base' : ''} on ${where}`)
    .join(' and ');
}

function other(side: 'base' | 'tuned'): 'base' | 'tuned' {
  return side === 'tuned' ? 'base' : 'tuned';
}

/** Names can be of any length; the beginning and the end tell most. */
function clipped(name: string): string {
  const letters = Array.from(name);
  if (letters.length <= longestName) return name;
  return `${letters.slice(0, 22).join('')}…${letters.slice(-(longestName - 23)).join('')}`;
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

export function ofKind(benchmarks: readonly BenchmarkSummary[], kind: SuiteKind): BenchmarkSummary[] {
  return benchmarks.filter((benchmark) => benchmark.kind === kind);
}
