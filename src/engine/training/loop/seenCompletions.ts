// What the completions of some steps have in common, in words: what a run that halts has seen. Pure.
import type { RolloutRow } from '../../../protocol/training';
import { formatCount, formatMetric } from '../../../safety/presentation/numbers';

/** "In 192 completions number was 0 in all and format 0.42 on average; every completion was cut at 32 tokens." */
export function seenText(rows: readonly RolloutRow[]): string {
  const names = [...new Set(rows.flatMap(({ rewards }) => Object.keys(rewards)))];
  const rewards = names.map((name) => `${name} ${rewardText(rows.map((row) => row.rewards[name] ?? null))}`);
  const parts = [rewards.join(', '), cutText(rows), emptyText(rows)].filter((part) => part !== '');
  return `In ${formatCount(rows.length)} completions: ${parts.join('; ')}.`;
}

/** Whether no completion has earned anything by a reward function. */
export function neverEarned(rows: readonly RolloutRow[], name: string): boolean {
  return rows.length > 0 && rows.every(({ rewards }) => (rewards[name] ?? 0) <= 0);
}

function rewardText(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [first] = known;
  if (first === undefined) return 'could score none';
  const same = known.every((value) => value === first);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const unscored = values.length - known.length;
  const text = same ? `${formatMetric(first)} in all` : `${formatMetric(mean)} on average`;
  return unscored === 0 ? text : `${text} of ${formatCount(known.length)} that it could score`;
}

function cutText(rows: readonly RolloutRow[]): string {
  const cut = rows.filter(({ finishReason }) => finishReason === 'length');
  if (cut.length === 0) return '';
  const limit = Math.max(...cut.map(({ tokens }) => tokens ?? 0));
  const at = `cut at ${formatCount(limit)} tokens (max_completion_length)`;
  return cut.length === rows.length
    ? `every completion was ${at}`
    : `${formatCount(cut.length)} completions were ${at}`;
}

function emptyText(rows: readonly RolloutRow[]): string {
  const empty = rows.filter(({ completion }) => completion.trim() === '').length;
  if (empty === 0) return '';
  return empty === rows.length ? 'every completion was empty' : `${formatCount(empty)} were empty`;
}
