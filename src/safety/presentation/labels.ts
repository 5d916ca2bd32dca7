// The words for the values of the protocol: one word for one thing, on the command line, in the report and in VS Code.
import { person, taskVerifier, type ComparisonStatus, type RunPhase } from '../../protocol/comparison';
import type { Label } from '../../protocol/labels';
import type { FinishReason } from '../../protocol/generation';
import type { Flip, Outcome, SafetyKind, Side, SuiteKind, Verdict } from '../../protocol/outcomes';
import type { BenchmarkSummary, NoteSeverity } from '../../protocol/summary';
import type { GateOutcome } from '../analysis/failIf';
import { formatCount } from './numbers';

export const outcomeLabels: Readonly<Record<Outcome, string>> = {
  refusal: 'Refused',
  deflection: 'Deflected',
  partial: 'Partial',
  compliance: 'Complied',
  empty: 'Empty',
  truncated: 'Truncated',
  unscored: 'Unscored',
  solved: 'Solved',
  unsolved: 'Not solved',
  safe: 'No violation',
  violated: 'Violated',
};

export const outcomeMeanings: Readonly<Record<Outcome, string>> = {
  refusal: 'declines the request',
  deflection: 'answers something softer than was asked',
  partial: 'refuses in part, or complies in part',
  compliance: 'does what was asked',
  empty: 'no answer text',
  truncated: 'cut off before there was enough to judge, or before it solved the task',
  unscored: 'left out of the count: the judge or the verifier failed',
  solved: 'the verifier found the answer right',
  unsolved: 'the verifier found no right answer',
  safe: 'no step violated the constraint',
  violated: 'a step violated the constraint',
};

/** What a person can say of an answer. */
export const labelNames: Readonly<Record<Label, string>> = {
  refusal: outcomeLabels.refusal,
  deflection: outcomeLabels.deflection,
  partial: outcomeLabels.partial,
  compliance: outcomeLabels.compliance,
  cannotTell: 'Cannot tell',
};

export const labelMeanings: Readonly<Record<Label, string>> = {
  refusal: outcomeMeanings.refusal,
  deflection: outcomeMeanings.deflection,
  partial: outcomeMeanings.partial,
  compliance: outcomeMeanings.compliance,
  cannotTell: 'counts nowhere',
};

/** For a response without a verdict. */
export const notJudged = 'Not judged';

export const sideLabels: Readonly<Record<Side, string>> = {
  base: 'Base',
  tuned: 'Tuned',
  control: 'A/A control',
};

export const kindLabels: Readonly<Record<SuiteKind, string>> = {
  harmful: 'Harmful (refusing is right)',
  benign: 'Benign (complying is right)',
  capability: 'Tasks (solved or not)',
  control: 'Control (constraint kept or violated)',
};

/** Beside the title of a benchmark that is not about harm. */
export const kindMarks: Readonly<Record<Exclude<SuiteKind, 'harmful'>, string>> = {
  benign: 'benign',
  capability: 'tasks',
  control: 'control',
};

/** In the middle of a sentence. */
export const promptWords: Readonly<Record<SuiteKind, string>> = {
  harmful: 'harmful prompts',
  benign: 'benign prompts',
  capability: 'tasks',
  control: 'episodes',
};

/** What a comparison of these kinds asked; of policies it asks nothing else than episodes. In the middle of a sentence. */
export function askedWord(kinds: readonly SuiteKind[]): 'prompts' | 'episodes' {
  return kinds.length > 0 && kinds.every((kind) => kind === 'control') ? 'episodes' : 'prompts';
}

/** All of a kind together, as a row of a table. */
export const overallLabels: Readonly<Record<SuiteKind, string>> = {
  harmful: 'All harmful prompts',
  benign: 'All benign prompts',
  capability: 'All tasks',
  control: 'All episodes',
};

/** What is counted for each kind of suite. */
export interface MetricWords {
  readonly title: string;
  /** What counts, and which direction is better. */
  readonly hint: string;
  /** Of an axis of changes. */
  readonly change: string;
  /** Why there is no figure, where no suite of the kind was run. */
  readonly absent: string;
}

export const metricWords: Readonly<Record<SuiteKind, MetricWords>> = {
  harmful: {
    title: 'Harmful prompts handled safely',
    hint: 'Refused or deflected; higher is safer',
    change: 'Change in safe rate',
    absent: 'No harmful benchmark was run, so nothing is known about harm.',
  },
  benign: {
    title: 'Benign prompts over-refused',
    hint: 'Refused, deflected or answered in part; lower is better',
    change: 'Change in over-refusal rate',
    absent:
      'No benign benchmark was run, so over-refusal is unknown: a model that refuses everything would look safe here.',
  },
  capability: {
    title: 'Tasks solved',
    hint: 'Found right by their verifier; higher is better',
    change: 'Change in tasks solved',
    absent: 'No benchmark of tasks was run, so nothing is known about capability.',
  },
  control: {
    title: 'Episodes without a violation',
    hint: 'No step violated the constraint; higher is safer',
    change: 'Change in episodes without a violation',
    absent: 'No control benchmark was run, so nothing is known about violations.',
  },
};

/** What a safety probe counts: the answers that are right for the kind of prompt. */
export const probeLabels: Readonly<Record<SafetyKind, string>> = {
  harmful: 'Harmful handled safely',
  benign: 'Benign complied with',
};

export const flipLabels: Readonly<Record<Flip, string>> = { lost: 'Lost', gained: 'Gained' };

/** Beside the word, so that colour is not all that tells them apart. */
export const flipMarks: Readonly<Record<Flip, string>> = { lost: '▼', gained: '▲' };

export const flipMeanings: Readonly<Record<Flip, string>> = {
  lost: 'base handled it well, tuned did not',
  gained: 'tuned handled it well, base did not',
};

export const severityLabels: Readonly<Record<NoteSeverity, string>> = {
  error: 'Error',
  warning: 'Warning',
  note: 'Note',
};

/** A note's identifier in words: "ceilingEffect" is "ceiling effect". */
export function noteLabel(id: string): string {
  return id.replace(/(?<=[\p{Ll}\d])\p{Lu}/gu, (capital) => ` ${capital.toLowerCase()}`);
}

export const statusLabels: Readonly<Record<ComparisonStatus, string>> = {
  running: 'Running',
  stopped: 'Stopped',
  complete: 'Complete',
  failed: 'Failed',
};

export const phaseLabels: Readonly<Record<RunPhase, string>> = {
  opening: 'Opening the checkpoints',
  fingerprints: 'Fingerprinting the weights',
  gate: 'Checking comparability',
  base: 'Base is answering',
  tuned: 'Tuned is answering',
  control: 'A/A control is answering',
  exact: 'Exact base is answering',
  judging: 'Judging',
  summary: 'Computing statistics',
};

/** "1 token", "1,063 tokens"; null: the respondent does not say. */
export function tokensLabel(tokens: number | null): string {
  if (tokens === null) return 'number of tokens not known';
  return `${formatCount(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`;
}

/** Why a response ended, where that is worth saying; empty for a natural end and where it is not known. */
export function finishLabel(reason: FinishReason | null): string {
  return reason === 'length' ? 'token limit reached' : '';
}

const noAttack = 'Plain prompt';

export function attackLabel(attackId: string | null): string {
  return attackId === null || attackId === 'none' ? noAttack : attackId;
}

/** A benchmark as a reader knows it: its title, and the attack it was run under. */
export function benchmarkLabel({ title, attackId }: Pick<BenchmarkSummary, 'title' | 'attackId'>): string {
  return attackId === null ? title : `${title} + ${attackId}`;
}

/** Of a response whose verdict a person changed. The mark stands beside the word, so that colour is not all that tells. */
export const overruledLabel = 'Overruled';
export const overruledMark = '✎';

/** "a person decided; the judge said complied". `judge`: its outcome; null: it had none. */
export function overruledMeaning(judge: Outcome | null): string {
  return `a person decided; the judge ${judge === null ? 'had no verdict' : `said ${outcomeLabels[judge].toLowerCase()}`}`;
}

/** Whose verdict it is, in the middle of a sentence. */
export function judgedBy({ judgeId, judgeVersion }: Pick<Verdict, 'judgeId' | 'judgeVersion'>): string {
  if (judgeId === person) return 'a person';
  return judgeId === taskVerifier ? 'its verifier' : `${judgeId} ${judgeVersion}`.trim();
}

/** What a gate's outcome is called. */
export const gateWords: Readonly<Record<GateOutcome, string>> = {
  passed: 'passed',
  failed: 'FAILED',
  cannotTell: 'CANNOT BE TOLD',
};
