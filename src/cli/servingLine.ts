// What a terminal sees of a server: its address, and one line that counts what it answers.
import type { ServeProgress } from '../protocol/serving';
import type { ProgressOutput } from './progressBar';
import { statusLine } from './terminal';

export class ServingLine {
  private announced = false;

  constructor(private readonly out: ProgressOutput = statusLine) {}

  show(progress: ServeProgress): void {
    if (!this.announced) {
      this.announced = true;
      this.out.write(`Serving at ${progress.url} (Ctrl+C stops)\n`);
    }
    if (this.out.isTTY === true) this.out.write(`\r\u001b[K${servingText(progress)}`);
  }

  /** @param requests null where the engine did not say. */
  end(requests: number | null): void {
    if (this.out.isTTY === true) this.out.write('\r\u001b[K');
    if (!this.announced) return;
    this.out.write(requests === null ? 'Stopped.\n' : `Stopped after ${requests} requests.\n`);
  }
}

function servingText(progress: ServeProgress): string {
  const parts = [`${progress.requests} answered`, `${progress.active} under way`];
  if (progress.tokensPerSecond !== null) parts.push(`${progress.tokensPerSecond.toFixed(0)} tok/s`);
  return parts.join('  ');
}
