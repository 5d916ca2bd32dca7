// What a sweep found as plain text for a terminal.
import type { SweepSummary } from '../protocol/sweep';
import { sweepRemarks, sweepTables } from '../safety/presentation/sweep/sweepTables';
import { visibleText } from '../safety/presentation/visibleText';
import { tableText } from './tableText';

export function sweepText(sweep: SweepSummary): string {
  const tables = sweepTables(sweep).flatMap(({ table, note }) => [
    `${tableText(table)}\n`,
    ...(note === '' ? [] : [`${note}\n`]),
  ]);
  const remarks = sweepRemarks(sweep).map((line) => `${visibleText(line)}\n`);
  return [...tables, ...(remarks.length === 0 ? [] : [remarks.join('')])].join('\n');
}
