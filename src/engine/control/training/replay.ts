// Steps of all portions, the oldest forgotten first: what critics of actions learn from.
import type { Random } from '../../../safety/random';
import type { Portion } from './portion';

/** Rows drawn from a replay, [rows, …]. */
export interface ReplayBatch {
  readonly rows: number;
  readonly observations: Float32Array;
  readonly nextObservations: Float32Array;
  /** Not clamped. */
  readonly actions: Float32Array;
  readonly costs: Float32Array;
  readonly terminated: Uint8Array;
}

const columns = ['observations', 'nextObservations', 'actions', 'costs', 'terminated'] as const;

export class Replay {
  private readonly portions: Portion[] = [];

  /** `capacity`: steps; the newest portion is always kept. */
  constructor(private readonly capacity: number) {}

  add(portion: Portion): void {
    this.portions.push(portion);
    while (this.portions.length > 1 && this.steps > this.capacity) this.portions.shift();
  }

  get steps(): number {
    return this.portions.reduce((sum, { steps }) => sum + steps, 0);
  }

  /** With replacement. */
  draw(rows: number, random: Random): ReplayBatch {
    const [first] = this.portions;
    if (first === undefined) throw new RangeError('Nothing was seen yet.');
    const widths = columns.map((name) => first[name].length / first.steps);
    const data = columns.map((_, i) => new Float32Array(rows * (widths[i] ?? 0)));
    for (let row = 0; row < rows; row++) {
      const portion = this.portions[Math.floor(random() * this.portions.length)] ?? first;
      const at = Math.floor(random() * portion.steps);
      for (const [i, name] of columns.entries()) {
        const width = widths[i] ?? 0;
        for (let j = 0; j < width; j++) {
          const to = data[i];
          if (to !== undefined) to[row * width + j] = portion[name][at * width + j] ?? 0;
        }
      }
    }
    const [observations, nextObservations, actions, costs, terminated] = data;
    const none = new Float32Array();
    return {
      rows,
      observations: observations ?? none,
      nextObservations: nextObservations ?? none,
      actions: actions ?? none,
      costs: costs ?? none,
      terminated: Uint8Array.from(terminated ?? []),
    };
  }
}
