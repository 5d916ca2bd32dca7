// Counts rows and tokens of a run and reports about once a second.
import type { GenerationEvents } from './generator';

const interval = 1000;

export class ProgressMeter {
  private rows = 0;
  private tokens = 0;
  private since = performance.now();

  constructor(private readonly onProgress: GenerationEvents['onProgress']) {}

  token(): void {
    this.tokens++;
    if (this.tokens % 8 === 0) this.report();
  }

  row(): void {
    this.rows++;
  }

  private report(): void {
    const elapsed = performance.now() - this.since;
    if (elapsed < interval) return;
    this.onProgress?.({ rowsDone: this.rows, tokensPerSecond: (1000 * this.tokens) / elapsed });
    this.tokens = 0;
    this.since = performance.now();
  }
}
