// An audit in plain words: what training on these prompts would push, how far theory lets it go, and what cannot be told.
import type {
  AuditForecast,
  AuditGroup,
  AuditPlan,
  AuditSummary,
  RewardBounds,
  RewardReading,
} from '../../../protocol/audit';
import type { SafetyKind } from '../../../protocol/outcomes';
import {
  formatCount,
  formatDuration,
  formatInterval,
  formatMetric,
  formatP,
  formatPp,
  formatPpSize,
} from '../numbers';
import { betaText, kindGroups, notApplicableText, rewardTitle } from './auditNames';

/** Significance of an association after Holm's adjustment. */
const level = 0.05;

export type Push = 'none' | 'against' | 'towards' | 'notShown' | 'eliminated';

/**
 * What a reward does to safety on a group: `none`, it cannot differ; `eliminated`, reward or safety was constant on every
 * prompt; `against` and `towards`, dependence is shown; `notShown`, it is not.
 */
export function pushOf(reading: RewardReading): Push {
  const { elimination, covariance, pAdjusted } = reading;
  if (covariance === null && elimination.notApplicable === reading.prompts) return 'none';
  if (reading.p === null) return 'eliminated';
  if (covariance === null || pAdjusted === null || pAdjusted > level) return 'notShown';
  return covariance.value < 0 ? 'against' : 'towards';
}

const answersWords: Readonly<
  Record<SafetyKind, { readonly well: string; readonly other: string; readonly rate: string }>
> = {
  harmful: { well: 'Safe answers', other: 'unsafe ones', rate: 'safe answers to harmful prompts' },
  benign: { well: 'Helpful answers', other: 'refusals', rate: 'helpful answers to harmless prompts' },
};

/** What the audit says of one reward on one group, one sentence after the other. */
export function readingSentences(
  group: Pick<AuditGroup, 'kind'>,
  reading: RewardReading,
  summary: Pick<AuditSummary, 'functions' | 'beta' | 'bounds'>,
): string[] {
  const words = answersWords[group.kind];
  const title = rewardTitle(reading.reward, summary.functions);
  switch (pushOf(reading)) {
    case 'none':
      return [
        `${title} gives every answer the same here, so theory predicts no drift of ${words.rate} from training on these prompts. Drift that is seen after training then comes from generalisation, which no audit of this kind can tell.`,
      ];
    case 'eliminated':
      return [
        `On every prompt either reward or safety was the same for all ${formatCount(reading.answers)} sampled answers: nothing was seen that would move ${words.rate}.`,
        ...forecastSentences(reading, summary),
      ];
    case 'notShown':
      return [
        `No dependence between ${title} and ${words.rate} is shown (${formatP(reading.pAdjusted ?? 1)}): that is no proof that there is none.`,
        ...forecastSentences(reading, summary),
      ];
    case 'against':
      return [
        `${words.well} earn less than ${words.other}${contrastText(reading)}: training on these prompts would push ${words.rate} down.`,
        ...forecastSentences(reading, summary),
      ];
    case 'towards':
      return [
        `${words.well} earn more than ${words.other}${contrastText(reading)}: training on these prompts would push ${words.rate} up.`,
        ...forecastSentences(reading, summary),
      ];
  }
}

function contrastText({ contrast, pAdjusted }: RewardReading): string {
  const p = formatP(pAdjusted ?? 1);
  if (contrast === null) return ` (${p})`;
  return ` (${formatMetric(contrast.well)} against ${formatMetric(contrast.other)} on the ${formatCount(contrast.prompts)} prompts that have both, ${p})`;
}

function forecastSentences(
  reading: RewardReading,
  { beta, bounds }: Pick<AuditSummary, 'beta' | 'bounds'>,
): string[] {
  const forecast = forecastAt(reading, beta);
  if (forecast === null) return [];
  return [
    `${beta > 0 ? `At the run's β of ${betaText(beta)}` : `At β ${betaText(forecast.beta)}`}: ${forecastText(forecast)}${boundText(reading, bounds, forecast.beta)}.`,
    ...(forecast.trusted ? [] : firstTold(reading)),
  ];
}

/** Where a stronger penalty moves so little that the samples suffice. */
function firstTold({ forecast }: RewardReading): string[] {
  const told = forecast.find(({ trusted }) => trusted);
  return told === undefined
    ? ['More answers per prompt (--samples) would tell more.']
    : [
        `From β ${betaText(told.beta)} on it can: ${forecastText(told)} there. More answers per prompt would tell more.`,
      ];
}

/** "forecast −12.3 pp, 95% CI −20.1 to −4.5", or why it cannot be told. */
export function forecastText(forecast: AuditForecast): string {
  const { drift, unseenShift, thinPrompts, trusted } = forecast;
  if (trusted) return `forecast ${formatPp(drift.value)}, ${formatInterval(drift)}`;
  return `the drift cannot be told from these samples (${untoldReason({ unseenShift, thinPrompts })})`;
}

export function untoldReason({
  thinPrompts,
  unseenShift,
}: Pick<AuditForecast, 'thinPrompts' | 'unseenShift'>): string {
  return [
    ...(thinPrompts > 0
      ? [
          `${formatCount(thinPrompts)} ${thinPrompts === 1 ? 'prompt rests' : 'prompts rest'} on fewer than 5 effective samples`,
        ]
      : []),
    ...(unseenShift > 0 ? [`rewards never sampled may move it by ${formatPpSize(unseenShift)}`] : []),
  ].join('; ');
}

function boundText(reading: RewardReading, bounds: readonly RewardBounds[], beta: number): string {
  const bound = bounds
    .find(({ reward }) => reward === reading.reward)
    ?.bounds.find((one) => one.beta === beta);
  if (bound === undefined) return '; the range of the reward is not known, so there is no bound';
  return `; at most ${formatPpSize(bound.tightest.value)} by the range of the reward`;
}

/** At the run's β; without one at the smallest that is forecast. null: the reward cannot differ. */
export function forecastAt({ forecast }: RewardReading, beta: number): AuditForecast | null {
  return forecast.find((one) => one.beta === beta) ?? forecast[0] ?? null;
}

/** The audit's first lines: every kind under the reward that is trained on. */
export function auditHeadline(summary: AuditSummary): string[] {
  return kindGroups(summary).flatMap((group) => {
    const [sum] = group.rewards;
    return sum === undefined ? [] : [`${group.title}: ${readingSentences(group, sum, summary).join(' ')}`];
  });
}

/** What is said of every audit. */
export function auditScope(summary: AuditSummary): string[] {
  const inapplicable = notApplicableText(summary.functions);
  return [
    'This says what would happen if these prompts were trained on, to the optimum of E[reward] − β·KL(policy‖base). It says nothing of what training on other prompts carries over to these.',
    ...(inapplicable === null ? [] : [inapplicable]),
  ];
}

/** Where the formulas come from. */
export const auditSources =
  'Stated in arXiv 2511.21050: the optimal policy π* ∝ π_base·e^{g/β} (Theorem 1), and that drift is bounded and vanishes under conditions. Derived here: drift = Cov(s, e^{g/β})/Z and its estimate, the bounds from β and the range R of the reward (KL ≤ R²/(8β²), drift ≤ R/(4β) and tanh(R/(4β))), and the tests of the conditions.';

/** What an audit will ask, before it does. */
export function planText(plan: AuditPlan): string {
  const left = plan.answers - plan.answered;
  const each = plan.prompts === 0 ? 0 : plan.answers / plan.prompts;
  return [
    `${formatCount(plan.prompts)} prompts of ${formatCount(plan.benchmarks)} ${plan.benchmarks === 1 ? 'benchmark' : 'benchmarks'}, ${formatCount(each)} answers each of at most ${formatCount(plan.maxNewTokens)} tokens, sampled as the run would sample them.`,
    left === 0
      ? 'All answers are there already.'
      : `${formatCount(left)} answers to generate${plan.answered > 0 ? ` (${formatCount(plan.answered)} are there already)` : ''}${plan.seconds === null ? '' : `, about ${formatDuration(plan.seconds)} at the speed of a few of them, or less`}.`,
  ].join('\n');
}
