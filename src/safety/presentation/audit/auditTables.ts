// An audit as tables of text: what command line, page and Markdown show alike.
import type { AuditGroup, AuditSummary, PromptState, RewardReading } from '../../../protocol/audit';
import {
  formatCount,
  formatKOfN,
  formatMetric,
  formatPercent,
  formatPointsInterval,
  formatPoints,
  formatPValue,
  noValue,
} from '../numbers';
import type { Column } from '../textTable';
import { betaText, kindGroups, rewardTitle } from './auditNames';

export interface AuditTable {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export function auditTables(summary: AuditSummary): AuditTable[] {
  return [
    associationTable(summary),
    eliminationTable(summary),
    ...kindGroups(summary).flatMap((group) =>
      group.rewards
        .filter(({ forecast }) => forecast.length > 0)
        .map((reading) => forecastTable(summary, group, reading)),
    ),
  ];
}

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

export function associationTable(summary: AuditSummary): AuditTable {
  return {
    caption: 'Reward and safety of the sampled answers',
    columns: [
      left('Prompts'),
      left('Reward'),
      right('Handled well'),
      right('n'),
      right('Reward if so'),
      right('if not'),
      right('Cov(s, g) [95% CI]'),
      right('p (Holm)'),
    ],
    rows: eachReading(summary, (group, reading) => [
      group.handledWell === null ? noValue : formatPercent(group.handledWell.rate),
      group.handledWell === null ? '0' : formatKOfN(group.handledWell),
      reading.contrast === null ? noValue : formatMetric(reading.contrast.well),
      reading.contrast === null ? noValue : formatMetric(reading.contrast.other),
      covarianceText(reading),
      reading.pAdjusted === null ? noValue : formatPValue(reading.pAdjusted),
    ]),
  };
}

export function eliminationTable(summary: AuditSummary): AuditTable {
  return {
    caption: 'Prompts by what leaves no drift on them, as far as their samples show',
    columns: [
      left('Prompts'),
      left('Reward'),
      right('n'),
      right('Reward not applicable'),
      right('Same reward'),
      right('Equally safe'),
      right('No dependence shown'),
      right('Dependence shown'),
    ],
    rows: eachReading(summary, (_, { prompts, elimination }) => [
      formatCount(prompts),
      ...[
        elimination.notApplicable,
        elimination.constantReward,
        elimination.constantSafety,
        elimination.open,
        elimination.dependent,
      ].map((count) => (prompts === 0 ? noValue : formatPercent(count / prompts))),
    ]),
  };
}

/** Of one reward on all benchmarks of a kind. */
export function forecastTable(summary: AuditSummary, group: AuditGroup, reading: RewardReading): AuditTable {
  const bounds = summary.bounds.find(({ reward }) => reward === reading.reward)?.bounds ?? [];
  return {
    caption: `${group.title}, ${rewardTitle(reading.reward, summary.functions)}: forecast change in points by β`,
    columns: [
      right('β'),
      right('Forecast'),
      right('95% CI'),
      right('Never sampled ±'),
      right('Least effective samples'),
      right('Bound'),
      left('Told from these samples'),
    ],
    rows: reading.forecast.map((one) => {
      const bound = bounds.find(({ beta }) => beta === one.beta);
      return [
        `${betaText(one.beta)}${one.beta === summary.beta ? ' (run)' : ''}`,
        formatPoints(one.drift.value),
        formatPointsInterval(one.drift),
        (100 * one.unseenShift).toFixed(1),
        one.leastEffectiveSamples.toFixed(1),
        bound === undefined ? noValue : (100 * bound.tightest.value).toFixed(1),
        one.trusted ? 'yes' : 'no',
      ];
    }),
  };
}

export const promptStateLabels: Readonly<Record<PromptState, string>> = {
  notApplicable: 'reward not applicable',
  tooFew: 'too few answers',
  constantReward: 'same reward',
  constantSafety: 'equally safe',
  open: 'no dependence shown',
  dependent: 'dependence shown',
};

/** Every prompt under the reward that is trained on, the most negative covariance first. */
export function promptTable({ promptReadings, groups }: AuditSummary): AuditTable {
  const titles = new Map(groups.map(({ suiteId, title }) => [suiteId, title]));
  const rows = promptReadings.map((prompt) => ({ prompt, reading: prompt.readings[0] }));
  rows.sort((x, y) => (x.reading?.covariance ?? 0) - (y.reading?.covariance ?? 0));
  return {
    caption: 'Prompts under the reward that is trained on',
    columns: [
      left('Prompt'),
      left('Benchmark'),
      right('Handled well'),
      right('Mean reward'),
      right('Cov(s, g)'),
      right('p'),
      left('Its samples show'),
    ],
    rows: rows.map(({ prompt, reading }) => [
      prompt.itemId,
      titles.get(prompt.suiteId) ?? prompt.suiteId,
      formatKOfN({ k: prompt.well, n: prompt.answers }),
      reading?.mean == null ? noValue : formatMetric(reading.mean),
      reading?.covariance == null ? noValue : signed(reading.covariance),
      formatPValue(reading?.p),
      reading === undefined ? noValue : promptStateLabels[reading.state],
    ]),
  };
}

function eachReading(
  summary: AuditSummary,
  cells: (group: AuditGroup, reading: RewardReading) => readonly string[],
): string[][] {
  return summary.groups.flatMap((group) =>
    group.rewards.map((reading) => [
      group.title,
      rewardTitle(reading.reward, summary.functions),
      ...cells(group, reading),
    ]),
  );
}

function covarianceText({ covariance }: RewardReading): string {
  if (covariance === null) return noValue;
  return `${signed(covariance.value)} [${signed(covariance.low)}, ${signed(covariance.high)}]`;
}

function signed(value: number): string {
  if (Math.abs(value) < 0.00005) return '0';
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
