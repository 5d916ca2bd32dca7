// Which prompts are covered until revealed.
import type { ComparisonRow } from '../../src/protocol/comparison';

export function isCovered(
  row: Pick<ComparisonRow, 'id' | 'kind'>,
  maskHarmful: boolean,
  revealed: ReadonlySet<number>,
): boolean {
  return maskHarmful && row.kind === 'harmful' && !revealed.has(row.id);
}

/** The first line of a text that says something, cut to what a row can show. */
export function firstLine(text: string, most = 200): string {
  const line =
    text
      .split('\n', 20)
      .map((part) => part.trim())
      .find((part) => part !== '') ?? '';
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
