// Keeps loaded weights while memory allows, so that base and adapters share one session and two full
// checkpoints that don't fit together are run one after the other.
import { GuardrailError } from '../../protocol/errors';
import { weightsKey, type OpenCheckpoint } from '../checkpoints/checkpoint';
import type { Generator } from './generator';
import { weightsBudget } from '../weightsBudget';
import { weightBytes } from './limits';

interface Entry {
  readonly generator: Promise<Generator>;
  readonly bytes: number;
}

export class GeneratorPool {
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry>();
  private readonly budget: number;

  constructor(
    private readonly load: (checkpoint: OpenCheckpoint) => Promise<Generator>,
    private readonly memoryLimit: number | null,
  ) {
    this.budget = weightsBudget(memoryLimit);
  }

  /**
   * The generator of these weights with this checkpoint's adapter and no hooks switched on, until it is acquired again.
   * @throws GuardrailError memoryLimit if the weights alone exceed the limit.
   */
  async acquire(checkpoint: OpenCheckpoint): Promise<Generator> {
    const key = weightsKey(checkpoint);
    let entry = this.entries.get(key);
    if (entry === undefined) {
      const bytes = weightBytes(checkpoint);
      this.refuseTooLarge(bytes);
      await this.makeRoom(bytes);
      entry = { generator: this.load(checkpoint), bytes };
    }
    this.entries.delete(key);
    this.entries.set(key, entry);
    let generator: Generator;
    try {
      generator = await entry.generator;
    } catch (error) {
      this.entries.delete(key);
      throw error;
    }
    generator.useAdapter(checkpoint.adapter);
    generator.useHooks(null);
    return generator;
  }

  async dispose(): Promise<void> {
    await this.makeRoom(Number.POSITIVE_INFINITY);
  }

  private refuseTooLarge(bytes: number): void {
    if (this.memoryLimit === null || bytes <= this.memoryLimit) return;
    throw new GuardrailError(
      'memoryLimit',
      `These weights need about ${gigabytes(bytes)} of memory; the limit is ${gigabytes(this.memoryLimit)}.`,
      'Raise the memory limit, or take a smaller checkpoint.',
    );
  }

  private async makeRoom(bytes: number): Promise<void> {
    for (const [key, entry] of this.entries) {
      const used = [...this.entries.values()].reduce((sum, e) => sum + e.bytes, 0);
      if (used + bytes <= this.budget) return;
      this.entries.delete(key);
      await (await entry.generator).dispose();
    }
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
