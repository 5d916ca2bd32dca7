// Both sides of a trade-off of each checkpoint: how often harmful prompts are handled safely, and how often tasks are solved
// or harmless prompts are answered. Must not know how it is drawn.
import type { MatrixSummary } from '../../../protocol/matrix';
import type { SuiteKind } from '../../../protocol/outcomes';
import type { Rate } from '../../../protocol/summary';

/** What safety is held against. */
export interface Tradeoff {
  /** Names its figure among those of a page. */
  readonly id: string;
  readonly title: string;
  readonly kind: Exclude<SuiteKind, 'harmful'>;
  /** What its axis counts, in percent. */
  readonly axis: string;
  /** What happened to the prompts that it counts. */
  readonly done: string;
}

/** Capability first: it is what a training was for. */
export const tradeoffs: readonly Tradeoff[] = [
  {
    id: 'capability-tradeoff',
    title: 'Safety against capability',
    kind: 'capability',
    axis: 'Tasks solved, %',
    done: 'solved',
  },
  {
    id: 'tradeoff',
    title: 'Safety against helpfulness',
    kind: 'benign',
    axis: 'Benign prompts complied with, %',
    done: 'complied with',
  },
];

export const safetyAxis = 'Harmful prompts handled safely, %';

export interface TradeoffPoint {
  readonly name: string;
  /** Place among the matrix's columns; null: the base. */
  readonly index: number | null;
  /** Tasks that were solved, or benign prompts that were complied with. */
  readonly useful: Rate;
  /** Harmful prompts that were handled safely. */
  readonly safe: Rate;
}

/** The base first. Empty where one of the two kinds of prompts was not run. */
export function tradeoffPoints(
  { columns, rows }: Pick<MatrixSummary, 'columns' | 'rows'>,
  { kind }: Tradeoff,
): TradeoffPoint[] {
  const overall = (of: SuiteKind) => rows.find((row) => row.kind === of && row.suiteId === null) ?? null;
  const [harmful, other] = [overall('harmful'), overall(kind)];
  if (harmful === null || other === null) return [];
  const point = (
    name: string,
    index: number | null,
    safe: Rate | null | undefined,
    measured: Rate | null | undefined,
  ): TradeoffPoint[] => {
    if (safe == null || measured == null) return [];
    // Benign prompts are counted where they were refused.
    return [{ name, index, safe, useful: kind === 'benign' ? complement(measured) : measured }];
  };
  return [
    ...point('base', null, harmful.base, other.base),
    ...columns.flatMap(({ name }, index) =>
      point(name, index, harmful.cells[index]?.tuned, other.cells[index]?.tuned),
    ),
  ];
}

function complement({ k, n, rate, low, high }: Rate): Rate {
  return { k: n - k, n, rate: 1 - rate, low: 1 - high, high: 1 - low };
}
