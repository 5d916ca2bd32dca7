// An audit as tables of text: what command line, page and Markdown show alike.
import type { AuditGroup, AuditSummary, RewardReading } from '../../../protocol/audit';
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

function associationTable(summary: AuditSummary): AuditTable {
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

function eliminationTable(summary: AuditSummary): AuditTable {
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
  const number = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
  return `${number(covariance.value)} [${number(covariance.low)}, ${number(covariance.high)}]`;
}
