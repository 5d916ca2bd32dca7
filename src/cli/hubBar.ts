// Progress of a download on a terminal: a bar of megabytes, and why it waits.
import type { HubProgress } from '../protocol/hub';
import { ProgressBar } from './progressBar';
import { say } from './terminal';

export class HubBar {
  private readonly bar = new ProgressBar();
  private note: string | null = null;

  /** @param shown false where nothing is to be downloaded: then only waits are said */
  constructor(private readonly shown: boolean) {}

  show({ phase, file, done, total, note }: HubProgress): void {
    if (note !== undefined && note !== this.note) {
      this.bar.end();
      say(`${note}\n`);
    }
    this.note = note ?? null;
    if (!this.shown || total === 0 || phase === 'waiting') return;
    const label = phase === 'checking' ? `checking what is here of ${file}` : `MB, ${file}`;
    this.bar.showStep(label, megabytes(done), megabytes(total));
  }

  end(): void {
    this.bar.end();
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
