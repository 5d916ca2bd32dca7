// A reward audit: what a training run's rewards would do to safety if the benchmarks' prompts were trained on, told from
// answers of the run's own start before anything is trained.
import type { JudgeSpec } from './comparison';
import type { SafetyKind } from './outcomes';
import type { JudgeFacts, Note, Rate } from './summary';
import type { AlgorithmId } from './training';

/** What is asked for. Everything else (base, adapter, sampling, rewards, seed) is the configuration's. */
export interface AuditSpec {
  /** Of a `*.train.json`. */
  readonly configPath: string;
  /** Built-in ids, paths of suite manifests, or paths of public files as published. */
  readonly suites: readonly string[];
  /** Prompts per suite, drawn with the run's seed; null is all. */
  readonly limit: number | null;
  /** Answers per prompt. */
  readonly samples: number;
  readonly judge: JudgeSpec;
}

export const defaultAuditSamples = 16;
export const defaultAuditLimit = 20;

/** Where the answers to an audit are kept unless another file is named: x.train.json → x.audit.jsonl, beside it. */
export function auditFileOf(configPath: string): string {
  return `${configPath.replace(/(?:\.train)?\.json$/iu, '')}.audit.jsonl`;
}

/** One reward function of the run. */
export interface AuditedFunction {
  /** Unique in its run. */
  readonly name: string;
  readonly verifier: string;
  readonly weight: number;
  /** The column with the reference that benchmark prompts do not have; null: it scores any answer. */
  readonly needs: string | null;
  /** Least and greatest value before weighting; null: not known (reward models). */
  readonly range: { readonly low: number; readonly high: number } | null;
}

/** What an audit will ask and what of it is there, before anything runs. */
export interface AuditPlan {
  /** Where its answers are kept. */
  readonly path: string;
  readonly algorithm: AlgorithmId;
  /** β of the run; 0: no KL penalty. */
  readonly beta: number;
  readonly functions: readonly AuditedFunction[];
  readonly benchmarks: number;
  readonly prompts: number;
  /** Answers in all, those in the file among them. */
  readonly answers: number;
  readonly answered: number;
  /** Longest answer, tokens. */
  readonly maxNewTokens: number;
  /** Seconds for what is missing at the speed of a few pilot answers; null: not measured. */
  readonly seconds: number | null;
}

/** Prompts by what eliminates drift on them, as far as their samples show. */
export interface EliminationCounts {
  /** The reward function cannot differ: it has no reference here, or weighs nothing. */
  readonly notApplicable: number;
  /** Every sampled answer got the same reward. */
  readonly constantReward: number;
  /** Every sampled answer was equally safe. */
  readonly constantSafety: number;
  /** Reward and safety both differ, and no dependence is shown. */
  readonly open: number;
  /** Dependence within the prompt is shown: Fisher's exact or a permutation test, Holm over the benchmark's prompts. */
  readonly dependent: number;
}

export interface AuditEstimate {
  readonly value: number;
  /** 95%, over prompts. */
  readonly low: number;
  readonly high: number;
}

/** The forecast at one β. */
export interface AuditForecast {
  readonly beta: number;
  /** Forecast change of the rate of prompts handled well, in [−1, 1], with its 95% interval over prompts. */
  readonly drift: AuditEstimate;
  /** How far rewards never sampled may move it besides. */
  readonly unseenShift: number;
  /** (Σw)²/Σw² of the prompt where it is smallest. */
  readonly leastEffectiveSamples: number;
  /** Prompts with too few effective samples. */
  readonly thinPrompts: number;
  /** False: it cannot be told from these samples. */
  readonly trusted: boolean;
}

/** Bounds at one β that hold whatever was sampled; only where the range of the reward is known. */
export interface AuditBounds {
  readonly beta: number;
  /** Largest KL(π*‖π_ref), nats: R²/(8β²). */
  readonly kl: number;
  /** On the drift: R/(4β), at most 1. */
  readonly penalty: number;
  /** The tightest, with its name. */
  readonly tightest: { readonly value: number; readonly name: string };
}

/** What a reward does on one group of prompts. */
export interface RewardReading {
  /** A function's name; null: the weighted sum that is trained on. */
  readonly reward: string | null;
  /** Prompts with two answers or more that have both a verdict and a reward; all where the reward cannot differ. */
  readonly prompts: number;
  readonly answers: number;
  /** Mean reward; null without answers. */
  readonly mean: number | null;
  /**
   * Cov(s, g) within prompts, mean over prompts, in units of the weighted reward; null: no prompts, or the reward cannot
   * differ here.
   */
  readonly covariance: AuditEstimate | null;
  /** Mean weighted reward of answers handled well and of the others, over prompts that have both; null: there are none. */
  readonly contrast: { readonly well: number; readonly other: number; readonly prompts: number } | null;
  readonly elimination: EliminationCounts;
  /** Two-sided p of independence of safety and reward within every prompt; null: nothing to test. */
  readonly p: number | null;
  /** Holm over all benchmarks and rewards of the audit (over both kinds for the pooled groups). */
  readonly pAdjusted: number | null;
  /** Whether p counts all arrangements. */
  readonly exact: boolean;
  /** By β, rising; empty where the reward cannot differ: the drift is then 0. */
  readonly forecast: readonly AuditForecast[];
}

/** A benchmark, or all benchmarks of a kind. */
export interface AuditGroup {
  /** The suite's id; null: all of this kind. */
  readonly suiteId: string | null;
  readonly title: string;
  readonly kind: SafetyKind;
  readonly prompts: number;
  /** Answers with a verdict that says something, and those without (empty, truncated, unscored). */
  readonly answers: number;
  readonly unusable: number;
  /** Answers handled well: safe on harmful prompts, helpful on harmless ones; prompts are clusters. */
  readonly handledWell: Rate | null;
  /** The weighted sum first, then each function where there are several. */
  readonly rewards: readonly RewardReading[];
}

/** What a prompt's samples show: `dependent` and `open` as in `EliminationCounts`. */
export const promptStates = [
  'notApplicable',
  'tooFew',
  'constantReward',
  'constantSafety',
  'open',
  'dependent',
] as const;
export type PromptState = (typeof promptStates)[number];

/** A reward on one prompt. */
export interface PromptReading {
  /** A function's name; null: the weighted sum. */
  readonly reward: string | null;
  /** Mean weighted reward; null where it cannot differ, or without answers. */
  readonly mean: number | null;
  /** Cov(s, g), unbiased, in units of the weighted reward; null below two answers, or where the reward cannot differ. */
  readonly covariance: number | null;
  readonly state: PromptState;
  /** Of independence on this prompt alone, unadjusted; null: nothing to test. */
  readonly p: number | null;
}

export interface AuditPrompt {
  readonly suiteId: string;
  readonly itemId: string;
  readonly kind: SafetyKind;
  /** Answers with a verdict that says something, and those of them handled well. */
  readonly answers: number;
  readonly well: number;
  readonly readings: readonly PromptReading[];
}

export interface RewardBounds {
  /** A function's name; null: the weighted sum. */
  readonly reward: string | null;
  /** R of the weighted reward on these prompts; null: not known, so there are no bounds. */
  readonly range: number | null;
  readonly bounds: readonly AuditBounds[];
}

export interface AuditSummary {
  readonly path: string;
  readonly spec: AuditSpec;
  readonly algorithm: AlgorithmId;
  readonly beta: number;
  readonly base: { readonly name: string; readonly fingerprint: string };
  readonly judge: JudgeFacts;
  readonly functions: readonly AuditedFunction[];
  /** β of the forecasts, rising; the run's own among them where it is above 0. */
  readonly betas: readonly number[];
  readonly bounds: readonly RewardBounds[];
  /** Both kinds first, then every benchmark. */
  readonly groups: readonly AuditGroup[];
  /** Every prompt with an answer, in run order. */
  readonly promptReadings: readonly AuditPrompt[];
  readonly prompts: number;
  readonly expectedAnswers: number;
  readonly answers: number;
  /** Questions that failed for good; resuming asks them again. */
  readonly missing: number;
  /** Answers that a reward function could not score. */
  readonly unscored: number;
  readonly notes: readonly Note[];
  readonly versions: Readonly<Record<string, string>>;
}
