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
import { figure, left, right, type DataTable, type TableCell, type TableContent } from '../tables/dataTable';
import { betaText, kindGroups, rewardTitle } from './auditNames';

const nothing = figure(noValue, null);

export function auditTables(summary: AuditSummary): DataTable[] {
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

export function associationTable(summary: AuditSummary): DataTable {
  return {
    id: 'association',
    caption: 'Reward and safety of the sampled answers',
    columns: [
      left('Prompts'),
      left('Reward'),
      right('Handled well'),
      right('n', { name: 'answers', values: ['handled well', 'all'] }),
      right('Reward if so'),
      right('if not'),
      right('Cov(s, g) [95% CI]', { values: ['', 'low', 'high'] }),
      right('p (Holm)'),
    ],
    rows: eachReading(summary, (group, reading) => [
      group.handledWell === null
        ? nothing
        : figure(formatPercent(group.handledWell.rate), group.handledWell.rate),
      group.handledWell === null
        ? figure('0', 0, 0)
        : figure(formatKOfN(group.handledWell), group.handledWell.k, group.handledWell.n),
      metric(reading.contrast?.well),
      metric(reading.contrast?.other),
      covarianceCell(reading),
      pCell(reading.pAdjusted),
    ]),
  };
}

export function eliminationTable(summary: AuditSummary): DataTable {
  return {
    id: 'elimination',
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
      figure(formatCount(prompts), prompts),
      ...[
        elimination.notApplicable,
        elimination.constantReward,
        elimination.constantSafety,
        elimination.open,
        elimination.dependent,
      ].map((count) => (prompts === 0 ? nothing : figure(formatPercent(count / prompts), count / prompts))),
    ]),
  };
}

/** Of one reward on all benchmarks of a kind. */
export function forecastTable(summary: AuditSummary, group: AuditGroup, reading: RewardReading): DataTable {
  const bounds = summary.bounds.find(({ reward }) => reward === reading.reward)?.bounds ?? [];
  return {
    id: `forecast-table-${group.suiteId ?? group.kind}-${reading.reward ?? 'sum'}`,
    caption: `${group.title}, ${rewardTitle(reading.reward, summary.functions)}: forecast change in points by β`,
    columns: [
      right('β'),
      right('Forecast'),
      right('95% CI', { values: ['low', 'high'] }),
      right('Never sampled ±'),
      right('Least effective samples'),
      right('Bound'),
      left('Told from these samples'),
    ],
    rows: reading.forecast.map((one) => {
      const bound = bounds.find(({ beta }) => beta === one.beta);
      return [
        figure(`${betaText(one.beta)}${one.beta === summary.beta ? ' (run)' : ''}`, one.beta),
        figure(formatPoints(one.drift.value), one.drift.value),
        figure(formatPointsInterval(one.drift), one.drift.low, one.drift.high),
        figure((100 * one.unseenShift).toFixed(1), one.unseenShift),
        figure(one.leastEffectiveSamples.toFixed(1), one.leastEffectiveSamples),
        bound === undefined ? nothing : figure((100 * bound.tightest.value).toFixed(1), bound.tightest.value),
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
export function promptTable({ promptReadings, groups }: AuditSummary): DataTable {
  const titles = new Map(groups.map(({ suiteId, title }) => [suiteId, title]));
  const rows = promptReadings.map((prompt) => ({ prompt, reading: prompt.readings[0] }));
  rows.sort((x, y) => (x.reading?.covariance ?? 0) - (y.reading?.covariance ?? 0));
  return {
    id: 'prompts',
    caption: 'Prompts under the reward that is trained on',
    columns: [
      left('Prompt'),
      left('Benchmark'),
      right('Handled well', { values: ['k', 'n'] }),
      right('Mean reward'),
      right('Cov(s, g)'),
      right('p'),
      left('Its samples show'),
    ],
    rows: rows.map(({ prompt, reading }) => [
      prompt.itemId,
      titles.get(prompt.suiteId) ?? prompt.suiteId,
      figure(formatKOfN({ k: prompt.well, n: prompt.answers }), prompt.well, prompt.answers),
      metric(reading?.mean),
      reading?.covariance == null ? nothing : figure(signed(reading.covariance), reading.covariance),
      pCell(reading?.p),
      reading === undefined ? noValue : promptStateLabels[reading.state],
    ]),
  };
}

function eachReading(
  summary: AuditSummary,
  cells: (group: AuditGroup, reading: RewardReading) => readonly TableContent[],
): TableContent[][] {
  return summary.groups.flatMap((group) =>
    group.rewards.map((reading) => [
      group.title,
      rewardTitle(reading.reward, summary.functions),
      ...cells(group, reading),
    ]),
  );
}

function covarianceCell({ covariance }: RewardReading): TableCell {
  if (covariance === null) return nothing;
  const { value, low, high } = covariance;
  return figure(`${signed(value)} [${signed(low)}, ${signed(high)}]`, value, low, high);
}

function metric(value: number | null | undefined): TableCell {
  return value == null ? nothing : figure(formatMetric(value), value);
}

function pCell(p: number | null | undefined): TableCell {
  return figure(formatPValue(p), p ?? null);
}

function signed(value: number): string {
  if (Math.abs(value) < 0.00005) return '0';
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
