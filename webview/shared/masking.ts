// Which prompts are covered until revealed.
import type { ComparisonRow } from '../../src/protocol/comparison';
import type { ComparisonState } from '../../src/protocol/webview';
import { visibleText } from '../../src/safety/presentation/visibleText';

export function isCovered(
  row: Pick<ComparisonRow, 'id' | 'kind'>,
  state: Pick<ComparisonState, 'settings' | 'revealed'> | null,
): boolean {
  if (row.kind !== 'harmful') return false;
  if (state === null) return true;
  const { all, prompts } = state.revealed;
  return state.settings.maskHarmful && !all && !prompts.includes(row.id);
}

/** The first line of a text that says something, cut to what a row can show. */
export function firstLine(text: string, most = 200): string {
  const line =
    text
      .split('\n', 20)
      .map((part) => part.trim())
      .find((part) => part !== '') ?? '';
  return visibleText(line.length > most ? `${line.slice(0, most)}…` : line);
}
