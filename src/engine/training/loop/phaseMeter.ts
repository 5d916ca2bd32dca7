// The phase that a run is in, how fast it goes, how long it has left, and how many seconds each phase took.
import type { TrainingLogEntry, TrainingPhase, TrainingProgress } from '../../../protocol/training';

export class PhaseMeter {
  private current: TrainingPhase = 'opening';
  private since: number;
  private seconds = new Map<TrainingPhase, number>();
  private tokensPerSecond: number | null = null;
  private secondsPerStep: number | null = null;

  constructor(
    private step: number,
    private readonly maxSteps: number,
    private readonly report: (progress: TrainingProgress) => void,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.since = now();
  }

  get phase(): TrainingPhase {
    return this.current;
  }

  enter(phase: TrainingPhase, log: TrainingLogEntry | null = null): void {
    this.add();
    this.current = phase;
    this.send(log);
  }

  speed(tokensPerSecond: number): void {
    this.tokensPerSecond = tokensPerSecond;
    this.send(null);
  }

  /** A step is done: seconds of each phase since the last step. Evaluations, probes and pauses count in the time left alone. */
  stepDone(step: number): Readonly<Partial<Record<TrainingPhase, number>>> {
    this.add();
    const seconds = Object.fromEntries(this.seconds) as Partial<Record<TrainingPhase, number>>;
    const total = [...this.seconds].reduce(
      (sum, [phase, value]) => sum + (phase === 'paused' ? 0 : value),
      0,
    );
    if (this.step < step) {
      const share = this.secondsPerStep === null ? 1 : 0.2;
      this.secondsPerStep = share * total + (1 - share) * (this.secondsPerStep ?? 0);
    }
    this.step = step;
    this.seconds = new Map();
    return seconds;
  }

  private add(): void {
    const now = this.now();
    this.seconds.set(this.current, (this.seconds.get(this.current) ?? 0) + now - this.since);
    this.since = now;
  }

  private send(log: TrainingLogEntry | null): void {
    this.report({
      phase: this.current,
      step: this.step,
      maxSteps: this.maxSteps,
      tokensPerSecond: this.tokensPerSecond,
      secondsLeft: this.secondsPerStep === null ? null : this.secondsPerStep * (this.maxSteps - this.step),
      log,
    });
  }
}
