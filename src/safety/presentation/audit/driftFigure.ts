// The forecast of one reward on one group of prompts as a figure with its numbers.
import type { AuditGroup, AuditSummary, RewardReading } from '../../../protocol/audit';
import { csvInterval } from '../figures/csvTable';
import type { FigureSource } from '../figures/figure';
import { rewardTitle } from './auditNames';
import { driftChart, driftMarks } from './driftChart';

export function driftFigure(
  summary: Pick<AuditSummary, 'bounds' | 'beta' | 'functions'>,
  group: AuditGroup,
  reading: RewardReading,
): FigureSource {
  const { forecast, reward } = reading;
  const bounds = summary.bounds.find((one) => one.reward === reward)?.bounds ?? [];
  const title = rewardTitle(reward, summary.functions);
  return {
    id: `forecast-${group.suiteId ?? group.kind}-${reward ?? 'sum'}`,
    title: `${group.title}, ${title}: forecast change of the share handled well, pp`,
    draw: (size) => driftChart({ forecast, bounds, beta: summary.beta }, size),
    data: () => ({
      columns: [
        ...['beta', 'run', 'forecast', 'forecast low', 'forecast high', 'never sampled, either way'],
        ...['least effective samples', 'tightest bound', 'told from the samples'],
      ],
      rows: forecast.map(({ beta, drift, unseenShift, leastEffectiveSamples, trusted }) => [
        ...[beta, beta === summary.beta],
        ...csvInterval(drift),
        ...[unseenShift, leastEffectiveSamples],
        bounds.find((bound) => bound.beta === beta)?.tightest.value ?? null,
        trusted,
      ]),
    }),
    marks: [
      `Filled, solid: ${driftMarks.told}`,
      driftMarks.untold,
      `dashed above and below: ${driftMarks.bound}, where it lies within the figure`,
      `dotted upright: ${driftMarks.run}`,
    ],
  };
}
