// The order in which a run takes its items: a new shuffle each epoch, from the seed alone.
import { seededRandom } from '../../../safety/random';

const orderStream = 0x6f72646572;

export class DataOrder {
  private epoch = -1;
  private order: number[] = [];

  constructor(
    readonly size: number,
    private readonly seed: number,
  ) {
    if (size < 1) throw new RangeError('There is nothing to order.');
  }

  /** Index of the item that is taken as the `position`-th (from 0), in whatever epoch that is. */
  at(position: number): number {
    const epoch = Math.floor(position / this.size);
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.order = shuffled(this.size, seededRandom(this.seed, orderStream, epoch));
    }
    return this.order[position % this.size] ?? 0;
  }

  /** Indices of `count` items from `position` on. */
  take(position: number, count: number): number[] {
    return Array.from({ length: count }, (_, offset) => this.at(position + offset));
  }
}

/** Fisher–Yates; 0 … size − 1. */
export function shuffled(size: number, random: () => number): number[] {
  const order = Array.from({ length: size }, (_, index) => index);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}
