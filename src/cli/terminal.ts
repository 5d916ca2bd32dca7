// The one way from the command line to a terminal. Most of what is said there was written by others (file names, error
// messages, models), so every character that a terminal would obey is made visible.
import { visibleText } from '../safety/presentation/visibleText';
import type { ProgressOutput } from './progressBar';

let outputFailed = false;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (outputFailed) return;
  outputFailed = true;
  // A reader that has seen enough (`head`) has closed the pipe, and needs no word about it.
  if (error.code === 'EPIPE') return;
  say(
    error.code === 'ENOSPC' || error.code === 'EDQUOT'
      ? 'guardrail-lens: Standard output cannot be written: the disk is full.\nWhat was computed is saved. Make room, then give the command again.\n'
      : `guardrail-lens: Standard output cannot be written: ${error.message}\nWhat was computed is saved.\n`,
  );
});
// There is no further place to complain to.
process.stderr.on('error', () => undefined);

/** What a command was asked for, on standard output. */
export function print(text: string): void {
  if (!outputFailed) process.stdout.write(visibleText(text));
}

/** What happens on the way, and errors, on standard error. */
export function say(text: string): void {
  process.stderr.write(visibleText(text));
}

/** Whether all that was printed has arrived; waits for it. */
export async function printedAll(): Promise<boolean> {
  if (!outputFailed) await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  return !outputFailed;
}

/** A line that is drawn over, or asks: its callers write numbers, fixed words and visible text, and the codes that draw. */
export const statusLine: ProgressOutput & NodeJS.WritableStream = process.stderr;
