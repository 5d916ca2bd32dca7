// A chart over steps as plain data. Must not know the DOM or the library that draws it.
import type { Unit } from './formatValue';

/** Names of VS Code's chart colours; its orange is translucent in some themes, and left out. */
export type CurveColour = 'blue' | 'green' | 'purple' | 'red' | 'yellow';

export type Values = readonly (number | null)[];

/** `spread`: a standard deviation either way, symmetric. `interval`: of 95% confidence. `bound`: what cannot be left. */
export interface Band {
  readonly kind: 'spread' | 'interval' | 'bound';
  readonly low: Values;
  readonly high: Values;
}

export interface Curve {
  readonly label: string;
  readonly colour: CurveColour;
  /** One per step of the axis; null where the step has none. */
  readonly values: Values;
  /** What lies around the line: a spread or an interval. */
  readonly band: Band | null;
  /** Measured now and then: its points are marked. */
  readonly sparse: boolean;
  /** Where `values` are smoothed: what they were, drawn faintly behind them. */
  readonly raw?: Values;
  /** Distinguished by more than its colour. */
  readonly dashed: boolean;
  /** A limit, not a measurement: it has no change to its start. */
  readonly limit?: boolean;
  /** Words beside a value, by step index: counts behind a rate. */
  readonly notes: readonly (string | null)[] | null;
  /** The change to the start in words, by step index, where it was measured in pairs; elsewhere it follows from the values. */
  readonly changes?: readonly (string | null)[];
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What the figure means and which way is good. */
  readonly hint: string;
  readonly unit: Unit;
  /** Fixed limits of the axis; null: by the values. */
  readonly range: readonly [number, number] | null;
  /** A logarithmic axis has no place for 0 and below: such values are null. Absent: linear. */
  readonly scale?: 'log';
  readonly curves: readonly Curve[];
  readonly place: 'main' | 'small' | 'other';
  /** What to know of it, in sight below its title. */
  readonly note?: string;
}
