// A job's log as lines of a terminal: of a progress bar that is drawn over, what it came to.

/** Colours and movements of the cursor. */
const controlSequence = /\u001b\[[0-9;?]*[A-Za-z]/gu;

export class JobLog {
  private rest = '';

  /** What is complete now, with the line ends; empty lines are left out. @param text the log's next part */
  take(text: string): string {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.map(shown).join('');
  }

  /** The last line, where no line end came. */
  end(): string {
    const last = shown(this.rest);
    this.rest = '';
    return last;
  }
}

function shown(line: string): string {
  const drawn = line.replace(controlSequence, '').split('\r');
  const last = drawn.findLast((part) => part.trim() !== '')?.trimEnd();
  return last === undefined ? '' : `${last}\n`;
}
