// What every graph over whole sequences is fed beside weights: tokens, mask, rotary tables. Keeps what repeats.
import type { ModelConfig } from '../../checkpoints/checkpoint';
import { causalMask } from '../../models/causalAttention';
import { ropeTables } from '../../models/rope';
import { trainingInputs } from '../../models/trainingDecoder';
import type { RuntimeTensor } from '../../runtime/session';
import { float32Tensor, int64Tensor } from '../../runtime/session';
import type { PackedRows } from './packRows';

const keptMasks = 8;

export class RowFeeds {
  readonly #masks = new Map<number, RuntimeTensor>();
  #rope: { readonly positions: number; readonly feeds: Record<string, RuntimeTensor> } | null = null;

  constructor(private readonly config: ModelConfig) {}

  of(rows: PackedRows): Record<string, RuntimeTensor> {
    return {
      ...this.#ropeFeeds(rows.sequence),
      [trainingInputs.mask]: this.#mask(rows.sequence),
      [trainingInputs.ids]: int64Tensor(rows.ids, [rows.batch, rows.sequence]),
      [trainingInputs.select]: int64Tensor(rows.select, [rows.select.length]),
      [trainingInputs.targets]: int64Tensor(rows.targets, [rows.targets.length]),
    };
  }

  #mask(sequence: number): RuntimeTensor {
    const known = this.#masks.get(sequence);
    if (known !== undefined) return known;
    const group = this.config.heads / this.config.kvHeads;
    const mask = float32Tensor(causalMask(sequence, group), [1, 1, sequence * group, sequence]);
    if (this.#masks.size >= keptMasks) this.#masks.clear();
    this.#masks.set(sequence, mask);
    return mask;
  }

  #ropeFeeds(sequence: number): Record<string, RuntimeTensor> {
    if (this.#rope === null || this.#rope.positions < sequence) {
      const tables = ropeTables(this.config, Math.ceil(sequence / 1024) * 1024);
      const dims = [tables.positions, this.config.headDim / 2];
      this.#rope = {
        positions: tables.positions,
        feeds: {
          [trainingInputs.cos]: float32Tensor(tables.cos, dims),
          [trainingInputs.sin]: float32Tensor(tables.sin, dims),
        },
      };
    }
    return this.#rope.feeds;
  }
}
