// What every graph over whole sequences is fed beside weights: tokens, places, mask, rotary tables.
import type { ModelConfig } from '../../checkpoints/checkpoint';
import { causalMask } from '../../models/causalAttention';
import { ropeTables } from '../../models/rope';
import { trainingInputs } from '../../models/trainingDecoder';
import type { RuntimeTensor } from '../../runtime/session';
import { float32Tensor, int64Tensor } from '../../runtime/session';
import type { PackedRows } from './packRows';

export class RowFeeds {
  private rope: { readonly positions: number; readonly feeds: Record<string, RuntimeTensor> } | null = null;

  constructor(private readonly config: ModelConfig) {}

  of(rows: PackedRows): Record<string, RuntimeTensor> {
    const { batch, sequence } = rows;
    const group = this.config.heads / this.config.kvHeads;
    const mask = causalMask(rows.layouts, sequence, group);
    return {
      ...this.ropeFeeds(sequence),
      [trainingInputs.mask]: float32Tensor(mask, [batch, 1, sequence * group, sequence]),
      [trainingInputs.ids]: int64Tensor(rows.ids, [batch, sequence]),
      [trainingInputs.positions]: int64Tensor(rows.positions, [batch, sequence]),
      [trainingInputs.select]: int64Tensor(rows.select, [rows.select.length]),
      [trainingInputs.targets]: int64Tensor(rows.targets, [rows.targets.length]),
    };
  }

  /** Places in the text are fewer than the tokens of a row. */
  private ropeFeeds(sequence: number): Record<string, RuntimeTensor> {
    if (this.rope === null || this.rope.positions < sequence) {
      const tables = ropeTables(this.config, Math.ceil(sequence / 1024) * 1024);
      const dims = [tables.positions, this.config.headDim / 2];
      this.rope = {
        positions: tables.positions,
        feeds: {
          [trainingInputs.cos]: float32Tensor(tables.cos, dims),
          [trainingInputs.sin]: float32Tensor(tables.sin, dims),
        },
      };
    }
    return this.rope.feeds;
  }
}
