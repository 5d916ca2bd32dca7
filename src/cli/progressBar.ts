// One line of progress with the time left; plain lines now and then where there is no terminal.
import type { RunProgress } from '../protocol/comparison';
import { phaseText } from '../safety/presentation/progressText';
import { visibleText } from '../safety/presentation/visibleText';
import { statusLine } from './terminal';

const barWidth = 24;
const plainLineEvery = 10_000;

export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class ProgressBar {
  private lastPhase: string | null = null;
  private lastLine = 0;
  private lastDraw = 0;
  private stepBegan = 0;

  constructor(
    private readonly out: ProgressOutput = statusLine,
    private readonly now: () => number = () => performance.now(),
  ) {}

  show(progress: RunProgress): void {
    this.draw({ ...progress, label: visibleText(phaseText(progress)) });
  }

  /** Of work that is no comparison's run; the time left is what the step has shown so far. */
  showStep(label: string, done: number, total: number): void {
    if (label !== this.lastPhase) this.stepBegan = this.now();
    const seconds = (this.now() - this.stepBegan) / 1000;
    const secondsLeft = done === 0 || seconds < 1 ? null : (seconds / done) * (total - done);
    this.draw({ label, done, total, tokensPerSecond: null, secondsLeft });
  }

  private draw(progress: Step): void {
    const now = this.now();
    const entered = progress.label !== this.lastPhase;
    this.lastPhase = progress.label;
    if (this.out.isTTY === true) {
      if (!entered && now - this.lastDraw < 100) return;
      this.lastDraw = now;
      this.out.write(`\r\u001b[K${progressLine(progress)}`);
    } else if (entered || now - this.lastLine >= plainLineEvery) {
      this.lastLine = now;
      this.out.write(`${progressLine(progress)}\n`);
    }
  }

  end(): void {
    if (this.out.isTTY === true) this.out.write('\r\u001b[K');
  }
}

interface Step extends Omit<RunProgress, 'phase'> {
  readonly label: string;
}

function progressLine(progress: Step): string {
  const share = progress.total === 0 ? 0 : progress.done / progress.total;
  const filled = Math.round(share * barWidth);
  const parts = [
    `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`,
    `${progress.done}/${progress.total}`,
    progress.label,
  ];
  if (progress.tokensPerSecond !== null) parts.push(`${progress.tokensPerSecond.toFixed(0)} tok/s`);
  if (progress.secondsLeft !== null) parts.push(`${formatSeconds(progress.secondsLeft)} left`);
  return parts.join('  ');
}

export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}
