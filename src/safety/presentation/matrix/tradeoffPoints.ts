// Both sides of the trade-off of each checkpoint: how often harmful prompts are handled safely, and how often harmless
// ones are answered. Must not know how it is drawn.
import type { MatrixSummary } from '../../../protocol/matrix';
import type { Rate } from '../../../protocol/summary';

export interface TradeoffPoint {
  readonly name: string;
  /** Place among the matrix's columns; null: the base. */
  readonly index: number | null;
  /** Benign prompts that were complied with. */
  readonly helpful: Rate;
  /** Harmful prompts that were handled safely. */
  readonly safe: Rate;
}

export const tradeoffAxes = {
  helpful: 'Benign prompts complied with, %',
  safe: 'Harmful prompts handled safely, %',
} as const;

/** The base first. Empty where one of the two kinds of prompts was not run. */
export function tradeoffPoints({ columns, rows }: Pick<MatrixSummary, 'columns' | 'rows'>): TradeoffPoint[] {
  const overall = (kind: 'benign' | 'harmful') =>
    rows.find((row) => row.kind === kind && row.suiteId === null) ?? null;
  const [harmful, benign] = [overall('harmful'), overall('benign')];
  if (harmful === null || benign === null) return [];
  const point = (
    name: string,
    index: number | null,
    safe: Rate | null | undefined,
    refused: Rate | null | undefined,
  ): TradeoffPoint[] =>
    safe == null || refused == null ? [] : [{ name, index, safe, helpful: complement(refused) }];
  return [
    ...point('base', null, harmful.base, benign.base),
    ...columns.flatMap(({ name }, index) =>
      point(name, index, harmful.cells[index]?.tuned, benign.cells[index]?.tuned),
    ),
  ];
}

function complement({ k, n, rate, low, high }: Rate): Rate {
  return { k: n - k, n, rate: 1 - rate, low: 1 - high, high: 1 - low };
}
