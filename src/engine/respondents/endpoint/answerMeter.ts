// Counts answers and tokens of requests under way and reports about once a second.
import type { AnswerEvents } from '../respondent';

const interval = 1000;

export class AnswerMeter {
  private rows = 0;
  private tokens = 0;
  private since: number;

  constructor(
    private readonly events: AnswerEvents,
    private readonly now: () => number,
  ) {
    this.since = now();
  }

  /** A question has come back, with so many tokens. */
  row(tokens: number): void {
    this.rows++;
    this.tokens += tokens;
    const elapsed = this.now() - this.since;
    if (elapsed < interval) return;
    this.events.onProgress?.({ rowsDone: this.rows, tokensPerSecond: (1000 * this.tokens) / elapsed });
    this.tokens = 0;
    this.since = this.now();
  }
}
