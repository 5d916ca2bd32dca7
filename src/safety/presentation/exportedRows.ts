// The rows of a comparison for other programs: one record per response, as CSV or JSON Lines. Must not know files.
import type { ComparisonRow, ExportFormat } from '../../protocol/comparison';
import { sides, type Side } from '../../protocol/outcomes';
import { csvCell, type CsvValue } from './csvField';
import { inertJson } from './inertJson';

/** In the order of the columns. */
const columns = [
  ...['prompt_id', 'suite', 'item', 'kind', 'category', 'attack', 'prompt', 'context', 'side'],
  ...['checkpoint', 'sample'],
  ...['answer', 'reasoning', 'outcome', 'judge', 'judge_version', 'score', 'evidence', 'verdict_note'],
  ...['flip', 'starred', 'note'],
  ...['earlier_turns', 'prefill'],
] as const;

type Exported = Readonly<Record<string, CsvValue>>;

/** What stands before the first row; empty where a format has none. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? `${columns.join(',')}\r\n` : '';
}

/**
 * All responses of a row; one without a response gives one record, so that its mark is not lost.
 * @param checkpoint the tuned one's name among several; null where there is one alone
 */
export function exportRow(row: ComparisonRow, format: ExportFormat, checkpoint: string | null): string {
  return recordsOf(row, checkpoint)
    .map((record) => (format === 'csv' ? csvLine(record) : `${inertJson(record)}\n`))
    .join('');
}

function recordsOf(row: ComparisonRow, checkpoint: string | null): Exported[] {
  const { id, suiteId, itemId, kind, category, attackId, userMessage, context, flip, mark } = row;
  const { history, prefill = null } = row;
  const place = {
    ...{ prompt_id: id, suite: suiteId, item: itemId, kind, category, attack: attackId },
    ...{ prompt: userMessage, context },
  };
  const marks = {
    ...{ flip, starred: mark?.starred ?? false, note: mark?.note ?? null },
    ...{ earlier_turns: history === undefined ? null : JSON.stringify(history), prefill },
  };
  const records = sides.flatMap((side) =>
    (row.sides[side] ?? []).map((sample) => ({
      ...responseOf(side, sample),
      checkpoint: side === 'tuned' ? checkpoint : null,
    })),
  );
  const empty = { side: null, checkpoint, sample: null, answer: null, reasoning: null, ...verdictOf(null) };
  return (records.length === 0 ? [empty] : records).map((record) => ({ ...place, ...record, ...marks }));
}

type Sample = NonNullable<ComparisonRow['sides'][Side]>[number];

function responseOf(side: Side, { sample, answer, reasoning, verdict }: Sample): Exported {
  return { side, sample, answer, reasoning, ...verdictOf(verdict) };
}

function verdictOf(verdict: Sample['verdict']): Exported {
  return {
    outcome: verdict?.outcome ?? null,
    judge: verdict?.judgeId ?? null,
    judge_version: verdict?.judgeVersion ?? null,
    score: verdict?.score ?? null,
    evidence: verdict?.evidence ?? null,
    verdict_note: verdict?.note ?? null,
  };
}

/** JSON Lines has every text as it is. */
function csvLine(record: Exported): string {
  return `${columns.map((column) => csvCell(record[column] ?? null)).join(',')}\r\n`;
}
