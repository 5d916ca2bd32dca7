// Wakes those who wait for the next change.

export class ChangeSignal {
  private waiting: (() => void)[] = [];

  /** Resolves at the next `raise`. */
  next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  raise(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }
}
