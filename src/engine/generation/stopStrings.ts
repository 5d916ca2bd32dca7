// Watches a growing response for stop strings, across token borders, without decoding all of it at each token.
import type { ChatTokenizer } from '../checkpoints/checkpoint';

type Decode = ChatTokenizer['decode'];

/** Where the first of the stop strings begins, or -1. */
export function firstStop(text: string, stops: readonly string[]): number {
  let first = -1;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at >= 0 && (first < 0 || at < first)) first = at;
  }
  return first;
}

export interface StopHit {
  /** The text before the stop string. */
  readonly text: string;
  /** How many tokens that text takes. */
  readonly tokens: number;
}

export class StopWatcher {
  /** Text of ids[0, settled) has been looked at; ids from `context` on are decoded again each time. */
  private context = 0;
  private settled = 0;
  private tail = '';
  private readonly stops: readonly string[];
  private readonly tailLength: number;

  constructor(
    private readonly decode: Decode,
    stops: readonly string[],
  ) {
    this.stops = stops.filter((stop) => stop !== '');
    this.tailLength = Math.max(0, ...this.stops.map((stop) => stop.length)) - 1;
  }

  /** Call after each token with all ids so far. */
  check(ids: readonly number[]): StopHit | null {
    if (this.stops.length === 0) return null;
    const before = this.decode(ids.slice(this.context, this.settled));
    const now = this.decode(ids.slice(this.context));
    const fresh = now.slice(before.length);
    // An unfinished character is looked at when it is whole; the stop string may also lie before it.
    if (firstStop(this.tail + fresh, this.stops) >= 0) {
      const text = this.decode(ids);
      const at = firstStop(text, this.stops);
      if (at >= 0) return { text: text.slice(0, at), tokens: this.tokensFor(ids, text.slice(0, at)) };
    }
    if (!now.endsWith('\uFFFD')) {
      this.tail = this.tailLength > 0 ? (this.tail + fresh).slice(-this.tailLength) : '';
      this.context = this.settled;
      this.settled = ids.length;
    }
    return null;
  }

  /** The fewest tokens that spell `text`. */
  private tokensFor(ids: readonly number[], text: string): number {
    let count = ids.length;
    while (count > 0 && this.decode(ids.slice(0, count - 1)).startsWith(text)) count--;
    return count;
  }
}
