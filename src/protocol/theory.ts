// What theory says of a comparison beside what was seen: the observed drift, forecasts, measured KL and bounds.
import type { AuditForecast } from './audit';
import type { SafetyKind } from './outcomes';
import type { Note } from './summary';
import type { DriftAnalysis, SequenceKlEstimates } from './tokens';
import type { AlgorithmId } from './training';

/**
 * Why β and rewards say nothing of how far training may have gone:
 * - `noRun`: no training configuration is known
 * - `noRewards`: the algorithm learns from given texts
 * - `noPenalty`: β is 0
 * - `normalised`: advantages are divided by a standard deviation, so β is not that of E[reward] − β·KL
 * - `otherSampling`: the run samples at another temperature than 1, or from the likeliest tokens alone
 * - `safeguarded`: safeguards change its objective, rewards or rollouts
 * - `otherStart`: it was not trained from the comparison's base, but from another or from an adapter over it
 * - `unknownRange`: the range of the reward is not known (reward models)
 */
export const penaltyGaps = [
  'noRun',
  'noRewards',
  'noPenalty',
  'normalised',
  'otherSampling',
  'safeguarded',
  'otherStart',
  'unknownRange',
] as const;
export type PenaltyGap = (typeof penaltyGaps)[number];

/** What a training run's KL penalty and rewards are, as far as bounds need them. */
export interface RunPenalty {
  readonly algorithm: AlgorithmId;
  /** 0: none. */
  readonly beta: number;
  /** R of the weighted reward on the run's own prompts; null: not known. */
  readonly range: number | null;
  /** The penalty is one on tokens, so that the optimum is near that of E[reward] − β·KL and not equal to it. */
  readonly approximate: boolean;
  /** null: the bounds from β and R hold for the optimum. */
  readonly gap: PenaltyGap | null;
}

/** What a bound needs to hold: nothing of the policy, or that it is the optimum of training on these very prompts. */
export type BoundPremise = 'anyPolicy' | 'optimum';

export type BoundId = 'cauchySchwarz' | 'pinsker' | 'bretagnolleHuber' | 'temperature' | 'rewardRange';

/** On the drift, in [0, 1]. */
export interface TheoryBound {
  readonly id: BoundId;
  readonly name: string;
  readonly premise: BoundPremise;
  readonly value: number;
  /** From the 95% interval of the measured KL; null: the bound is no estimate. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** Why there is no measured KL of whole answers. */
export const klGaps = ['notAsked', 'notLocal', 'notSampled', 'onePrompt'] as const;
export type KlGap = (typeof klGaps)[number];

/** Why there is no forecast. */
export const forecastGaps = [
  'noAudit',
  'otherBase',
  'attack',
  'otherPrompts',
  'onePrompt',
  'oneSample',
] as const;
export type ForecastGap = (typeof forecastGaps)[number];

/** Why there is none at the KL that was measured: KL is not known, or samples of so few answers reach no such KL. */
export type EqualKlGap = 'noKl' | 'outOfReach';

export interface TheoryForecast {
  /** Prompts of the row that the audit asked, and those of the row in all. */
  readonly prompts: number;
  readonly of: number;
  /** The reward gives every answer to these prompts the same, so that the forecast is 0 without any sample. */
  readonly constantReward: boolean;
  /** At the run's β; null: `gap` of the penalty says why. */
  readonly atBeta: AuditForecast | null;
  /** At the β where the tilted policy is as far from the base as tuned was measured to be. */
  readonly atKl: AuditForecast | null;
  readonly atKlGap: EqualKlGap | null;
}

/** A benchmark, or all prompts of a kind. Drift is that of the share of answers handled well, tuned − base. */
export interface TheoryRow {
  /** null: all of this kind. */
  readonly suiteId: string | null;
  readonly title: string;
  readonly attackId: string | null;
  readonly kind: SafetyKind;
  /** null: nothing to compare. */
  readonly observed: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly n: number;
  } | null;
  /** KL(tuned ‖ base) of whole answers to these prompts, nats. */
  readonly kl: SequenceKlEstimates | null;
  readonly forecast: TheoryForecast | null;
  readonly forecastGap: ForecastGap | null;
  /** Those whose premises are known; the tightest first. */
  readonly bounds: readonly TheoryBound[];
}

/** The training run that a tuned checkpoint lies in. */
export interface TheoryRun {
  readonly folder: string;
  readonly configPath: string;
  /** Whether it was trained from the comparison's base, to which its KL is measured then; null: the run does not say. */
  readonly sameStart: boolean | null;
  /** Prompts of the comparison that are among its training prompts; null: its data cannot be read. */
  readonly trainedPrompts: number | null;
}

/** The audit that the forecast is made of. */
export interface TheoryAudit {
  readonly path: string;
  readonly base: string;
  /** Whether it is of the comparison's base. */
  readonly sameBase: boolean;
  /** It was found beside the run, and not named. */
  readonly found: boolean;
  /** Its rewards are those of the run; null: no run is known. */
  readonly sameRewards: boolean | null;
  /** Its verdicts are of the judge that the comparison counts. */
  readonly sameJudge: boolean;
  readonly answers: number;
  readonly prompts: number;
  /** Names of the functions that cannot score a benchmark's prompt. */
  readonly notApplicable: readonly string[];
}

export interface TheoryAnalysis {
  /** Both kinds first, then every benchmark. */
  readonly rows: readonly TheoryRow[];
  readonly prompts: number;
  /** Whether answers were sampled at temperature 1 from the whole distribution, as the theory's policies do. */
  readonly sampled: boolean;
  readonly run: TheoryRun | null;
  readonly audit: TheoryAudit | null;
  /** Of the run; where there is none, of the audit's configuration. `range`: R on the comparison's prompts. */
  readonly penalty: RunPenalty | null;
  readonly penaltyGap: PenaltyGap | null;
  /** Largest KL that β and R allow the optimum, nats: R²/(8β²); null: see `penaltyGap`. */
  readonly largestKl: number | null;
  readonly klGap: KlGap | null;
  /** All answers of tuned read by both models; null: not asked, or not possible. */
  readonly drift: DriftAnalysis | null;
  readonly notes: readonly Note[];
}
