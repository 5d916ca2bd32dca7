// Progress of a run: responses done, tokens per second, time left.
import type { RunProgress } from '../../protocol/comparison';

const answering: ReadonlySet<RunProgress['phase']> = new Set(['base', 'tuned', 'control', 'exact']);

export class ComparisonMeter {
  private phase: RunProgress['phase'] = 'opening';
  private column: string | undefined;
  private tokensPerSecond: number | null = null;
  private doneHere = 0;
  private secondsHere = 0;
  private since: number | null = null;
  private done = 0;
  private total = 0;

  constructor(
    private readonly report: (progress: RunProgress) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  expect(done: number, total: number): void {
    this.done = done;
    this.total = total;
    this.send();
  }

  /** `column`: which of several tuned subjects it is about. */
  enter(phase: RunProgress['phase'], column?: string): void {
    this.pause();
    this.phase = phase;
    this.column = column;
    this.tokensPerSecond = null;
    if (answering.has(phase)) this.since = this.now();
    this.send();
  }

  responseDone(): void {
    this.done++;
    this.doneHere++;
    this.send();
  }

  /** Nothing more comes of this one in this run. */
  responseMissing(): void {
    this.total--;
    this.send();
  }

  speed(tokensPerSecond: number): void {
    this.tokensPerSecond = tokensPerSecond;
    this.send();
  }

  private pause(): void {
    if (this.since !== null) this.secondsHere += (this.now() - this.since) / 1000;
    this.since = null;
  }

  private send(): void {
    const running = this.since === null ? 0 : (this.now() - this.since) / 1000;
    const seconds = this.secondsHere + running;
    const left = this.total - this.done;
    this.report({
      phase: this.phase,
      ...(this.column === undefined ? {} : { column: this.column }),
      done: this.done,
      total: this.total,
      tokensPerSecond: this.tokensPerSecond,
      // A first batch has to finish before its speed says anything.
      secondsLeft: this.doneHere < 4 || seconds < 1 ? null : (seconds / this.doneHere) * left,
    });
  }
}
