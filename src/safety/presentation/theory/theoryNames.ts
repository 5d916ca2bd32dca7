// What the rows, bounds and gaps of the theory view are called.
import type {
  EqualKlGap,
  ForecastGap,
  KlGap,
  PenaltyGap,
  RunPenalty,
  TheoryAnalysis,
  TheoryBound,
  TheoryRow,
} from '../../../protocol/theory';
import { safetyKinds } from '../../../protocol/outcomes';
import { algorithmLabels } from '../../../protocol/training';
import { attackLabel } from '../labels';

/** Kind by kind, all of it first. Where a kind has one benchmark alone, all of the kind would say the same again. */
export function shownRows({ rows }: Pick<TheoryAnalysis, 'rows'>): readonly TheoryRow[] {
  return safetyKinds.flatMap((kind) => {
    const own = rows.filter((row) => row.kind === kind);
    const benchmarks = own.filter(({ suiteId }) => suiteId !== null);
    return benchmarks.length === 1
      ? benchmarks
      : [...own.filter(({ suiteId }) => suiteId === null), ...benchmarks];
  });
}

export function theoryRowTitle({ title, attackId }: Pick<TheoryRow, 'title' | 'attackId'>): string {
  return attackId === null ? title : `${title} + ${attackLabel(attackId)}`;
}

/** What the bound is made of, then its name. */
export function theoryBoundName({ name, premise }: Pick<TheoryBound, 'name' | 'premise'>): string {
  return premise === 'anyPolicy' ? `${name}, of the measured KL` : `${name}, of β and R`;
}

/** What a bound holds for. */
export const premiseWords: Readonly<Record<TheoryBound['premise'], string>> = {
  anyPolicy: 'any policy of this KL',
  optimum: 'the optimum of training on these prompts',
};

/** Why no bound follows from β and the reward. */
export function penaltyGapText(gap: PenaltyGap, penalty: RunPenalty | null): string {
  const algorithm = penalty === null ? 'The algorithm' : algorithmLabels[penalty.algorithm].name;
  switch (gap) {
    case 'noRun':
      return 'How tuned was trained is not known: its checkpoint is no step of a training run made here. So there is no bound from β and the reward.';
    case 'noRewards':
      return `${algorithm} learns from given texts. It has no reward, so there is no bound from β and a reward.`;
    case 'noPenalty':
      return 'The run has no KL penalty (beta 0): its optimum may be any distance away, so there is no bound from β and the reward.';
    case 'normalised':
      return `${algorithm} divides advantages by a standard deviation, so its beta is not the β of E[reward] − β·KL: there is no bound from it. Compare at equal measured KL.`;
    case 'otherSampling':
      return 'The run samples at another temperature than 1, or from the likeliest tokens alone, and its KL is not that of such answers: there is no bound from β and the reward.';
    case 'safeguarded':
      return 'Safeguards change what the run learns, so that its optimum is not that of its rewards: there is no bound from β and the reward.';
    case 'otherStart':
      return "Tuned was not trained from the comparison's base but from another, or from an adapter over it, and its KL is measured to that: there is no bound from β and the reward here. Compare with what the run began from.";
    case 'unknownRange':
      return 'The range R of the reward is not known (a reward model may give any score), so there is no bound from β and R.';
  }
}

export const klGapText: Readonly<Record<KlGap, string>> = {
  notAsked: 'KL(tuned ‖ base) is not measured yet.',
  notLocal:
    'KL(tuned ‖ base) cannot be measured: a server, or answers made elsewhere, give no whole distributions.',
  notSampled:
    'These answers were not sampled at temperature 1 without top-p and top-k, so neither KL of whole answers nor any bound is about them: a greedy choice may turn at any KL above 0. Compare with --temperature 1 (and --samples) for that.',
  onePrompt: 'KL(tuned ‖ base) of a single prompt says nothing of how it varies: it takes two at the least.',
};

export const forecastGapText: Readonly<Record<ForecastGap, string>> = {
  noAudit:
    'There is no reward audit, so there is no forecast. Audit the run’s configuration: guardrail-lens audit.',
  otherBase: "The audit is of another base than the comparison's: its forecast is not about this comparison.",
  attack: 'An audit asks prompts as they are, not under an attack.',
  otherPrompts: 'The audit asked none of these prompts.',
  onePrompt: 'The audit asked one of these prompts, which says nothing of the others.',
  oneSample: 'The audit has fewer than two usable answers to each of these prompts.',
};

export const equalKlGapText: Readonly<Record<EqualKlGap, string>> = {
  noKl: 'KL is not measured',
  outOfReach: 'the audit’s samples reach no such KL',
};
