// Progress of a download on a terminal: a bar of bytes, and why it waits.
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
    const [unit, bytes] = total < 10e6 ? (['kB', 1e3] as const) : (['MB', 1e6] as const);
    const label = phase === 'checking' ? `${unit}, checking what is here of ${file}` : `${unit}, ${file}`;
    this.bar.showStep(label, Math.round(done / bytes), Math.round(total / bytes));
  }

  end(): void {
    this.bar.end();
  }
}
