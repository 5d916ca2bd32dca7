// Everything that a reward audit draws and lists, for those who want the files alone.
import type { AuditSummary } from '../../../protocol/audit';
import type { FigureSet } from '../figures/comparisonFigures';
import { kindGroups } from './auditNames';
import { associationTable, eliminationTable, forecastTable, promptTable } from './auditTables';
import { driftFigure } from './driftFigure';

export function auditFigureSet(summary: AuditSummary): FigureSet {
  const forecasts = kindGroups(summary).flatMap((group) =>
    group.rewards.filter(({ forecast }) => forecast.length > 0).map((reading) => ({ group, reading })),
  );
  return {
    figures: forecasts.map(({ group, reading }) => driftFigure(summary, group, reading)),
    tables: [
      associationTable(summary),
      eliminationTable(summary),
      ...forecasts.map(({ group, reading }) => forecastTable(summary, group, reading)),
      promptTable(summary),
    ],
  };
}
