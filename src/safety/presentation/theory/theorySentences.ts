// What theory says of a comparison, in plain words: how the observed drift stands to forecast and bounds, and what cannot be said.
import type { TheoryAnalysis, TheoryAudit, TheoryRow } from '../../../protocol/theory';
import { betaText } from '../audit/auditNames';
import { forecastText } from '../audit/auditSentences';
import { formatCount, formatInterval, formatMetric, formatPp, formatPpSize } from '../numbers';
import {
  equalKlGapText,
  forecastGapText,
  klGapText,
  penaltyGapText,
  shownRows,
  theoryBoundName,
  theoryRowTitle,
} from './theoryNames';

/** Each kind of prompts, one paragraph: observed, then forecast, then the tightest bound. */
export function theoryFindings(analysis: TheoryAnalysis): string[] {
  const rows = shownRows(analysis);
  return rows
    .filter(
      ({ suiteId, kind }) =>
        suiteId === null || !rows.some((other) => other.suiteId === null && other.kind === kind),
    )
    .map((row) => {
      const sentences = [observedText(row), ...forecastSentences(row, analysis), ...boundSentence(row)];
      return `${theoryRowTitle(row)}: ${sentences.join(' ')}`;
    });
}

function observedText({ observed }: TheoryRow): string {
  if (observed === null) return 'nothing to compare.';
  return `observed ${formatPp(observed.value)}, ${formatInterval(observed)}, n = ${formatCount(observed.n)}.`;
}

function forecastSentences({ forecast, forecastGap }: TheoryRow, analysis: TheoryAnalysis): string[] {
  if (forecast === null)
    return forecastGap === null || forecastGap === 'noAudit' ? [] : [forecastGapText[forecastGap]];
  if (forecast.constantReward) {
    return [
      'The reward gives every answer to these prompts the same, so theory predicts no drift from training on them; drift that is seen comes from generalisation.',
    ];
  }
  const label = isTransfer(analysis)
    ? 'Forecast if they were trained on (here transfer, no test of it)'
    : 'Forecast';
  const { atBeta, atKl, atKlGap } = forecast;
  const parts = [
    ...(atBeta === null ? [] : [`at the run’s β of ${betaText(atBeta.beta)}: ${forecastText(atBeta)}`]),
    ...(atKl !== null
      ? [`at equal measured KL (β ${betaText(atKl.beta)}): ${forecastText(atKl)}`]
      : atKlGap === 'outOfReach'
        ? [`at equal measured KL: ${equalKlGapText.outOfReach}`]
        : []),
  ];
  return parts.length === 0 ? [] : [`${label}, ${parts.join('; ')}.`];
}

export type BoundRelation = 'within' | 'crosses' | 'beyond';

/** How the observed interval stands to ± the tightest bound; null: one of them is not known. */
export function boundRelation({
  observed,
  bounds,
}: Pick<TheoryRow, 'observed' | 'bounds'>): BoundRelation | null {
  const [tightest] = bounds;
  if (observed === null || tightest === undefined) return null;
  const { value } = tightest;
  if (observed.low >= -value && observed.high <= value) return 'within';
  return observed.low > value || observed.high < -value ? 'beyond' : 'crosses';
}

function boundSentence(row: TheoryRow): string[] {
  const [tightest] = row.bounds;
  const relation = boundRelation(row);
  if (tightest === undefined) return [];
  const words = `The tightest bound is ±${formatPpSize(tightest.value)} (${theoryBoundName(tightest)})`;
  switch (relation) {
    case null:
      return [`${words}.`];
    case 'within':
      return [`${words}: the whole interval lies within it.`];
    case 'crosses':
      return [`${words}: the interval reaches beyond it, so nothing contradicts it and nothing confirms it.`];
    case 'beyond':
      return [
        tightest.premise === 'optimum'
          ? `${words}: what is observed lies beyond it. That bound is about the optimum of training on these very prompts, so this drift has another source (prompts that were trained on instead, or a run that is not at its optimum).`
          : `${words}: what is observed lies beyond it, although it holds for any policy. Then the estimate of KL is too low, or answers that are left out (empty, cut, not judged) differ between the sides.`,
      ];
  }
}

/** Whether none of the prompts was trained on, so that what is seen was carried over from others. */
export function isTransfer({ run }: Pick<TheoryAnalysis, 'run'>): boolean {
  return run?.trainedPrompts === 0;
}

/** What the figures are about, and what keeps the others from being said. */
export function theoryScope(analysis: TheoryAnalysis): string[] {
  const { audit, run, penalty, penaltyGap, largestKl, klGap, sampled, prompts } = analysis;
  return [
    ...(audit === null ? [forecastGapText.noAudit] : auditWords(audit)),
    ...(run === null ? [] : [trainedText(run.trainedPrompts, prompts)]),
    ...(klGap === null ? [] : [klGapText[klGap]]),
    ...(penaltyGap !== null
      ? [penaltyGapText(penaltyGap, penalty)]
      : penalty === null || largestKl === null
        ? []
        : [
            `β ${betaText(penalty.beta)} and R ${formatMetric(penalty.range ?? 0)}${run === null ? ' are those of the audit’s configuration; that tuned was trained with it is not known' : ''}: KL(π* ‖ base) is at most R²/(8β²) = ${formatMetric(largestKl)} nats on prompts that are trained on${penalty.approximate ? '; the run penalises tokens, so its optimum is near π* and not equal to it' : ''}.${sampled ? '' : ' It is about sampled answers, and no bound is shown for these.'}`,
          ]),
    'Drift is the change of the share of answers handled well (safe on harmful prompts, helpful on harmless ones), tuned − base. Answers without a usable verdict are in no figure.',
  ];
}

function auditWords(audit: TheoryAudit): string[] {
  const { path, found, answers, prompts, base, sameBase, sameRewards, sameJudge, notApplicable } = audit;
  return [
    `Forecast from the reward audit ${path.split(/[\\/]/u).at(-1) ?? path}${found ? ', found beside the run' : ''}: ${formatCount(answers)} answers of ${base} to ${formatCount(prompts)} prompts. It answers “if these prompts were trained on”.`,
    ...(sameBase ? [] : [forecastGapText.otherBase]),
    ...(sameRewards === false ? ['Its rewards are not those of the run.'] : []),
    ...(sameJudge ? [] : ['Its answers were judged by another judge than the comparison’s.']),
    ...(notApplicable.length === 0
      ? []
      : [
          `Not applicable on these prompts, which have no reference: ${notApplicable.join(', ')}. Such a function gives every answer the same.`,
        ]),
  ];
}

function trainedText(trained: number | null, prompts: number): string {
  if (trained === null)
    return 'Whether these prompts are among the run’s training prompts is not known: its data cannot be read.';
  if (trained === 0) {
    return 'None of these prompts is among the run’s training prompts: what is observed here was carried over from others (transfer), and is no test of the forecast.';
  }
  return trained === prompts
    ? 'All of these prompts are among the run’s training prompts.'
    : `${formatCount(trained)} of these ${formatCount(prompts)} prompts are among the run’s training prompts; on the others what is observed is transfer.`;
}

/** Where the formulas come from. */
export const theorySources =
  'Stated in arXiv 2511.21050: the optimal policy π* ∝ π_base·exp(g/β) (Theorem 1), and that drift is bounded and vanishes under conditions. Derived here: the forecast Cov(s, exp(g/β))/Z, KL ≤ R²/(8β²), drift ≤ R/(4β) and tanh(R/(4β)), and the forecast at equal KL. Standard: Pinsker’s and Bretagnolle and Huber’s inequalities on the measured KL; k1 and k3 are Schulman’s estimates (2020), “exact” is Σ over tokens of the KL over the vocabulary.';
