// What every graph over whole sequences is fed beside weights: tokens, places, mask, rotary tables.
import type { ModelConfig } from '../../checkpoints/checkpoint';
import { causalMask } from '../../models/causalAttention';
import { ropeFeeds } from '../../models/ropeFeeds';
import { trainingInputs } from '../../models/trainingDecoder';
import type { RuntimeTensor } from '../../runtime/session';
import { float32Tensor, int64Tensor } from '../../runtime/session';
import type { PackedRows } from './packRows';

export class RowFeeds {
  private rope: { readonly positions: number; readonly feeds: Record<string, RuntimeTensor> } | null = null;

  constructor(private readonly config: ModelConfig) {}

  of(rows: PackedRows): Record<string, RuntimeTensor> {
    const { batch, sequence } = rows;
    const { heads, kvHeads, slidingWindow } = this.config;
    const group = heads / kvHeads;
    const maskOf = (window?: number): RuntimeTensor =>
      float32Tensor(
        causalMask(rows.layouts, { sequence, group, ...(window === undefined ? {} : { window }) }),
        [batch, 1, sequence * group, sequence],
      );
    return {
      ...this.ropeFeeds(sequence),
      [trainingInputs.mask]: maskOf(),
      ...(slidingWindow === null ? {} : { [trainingInputs.slidingMask]: maskOf(slidingWindow) }),
      [trainingInputs.ids]: int64Tensor(rows.ids, [batch, sequence]),
      [trainingInputs.positions]: int64Tensor(rows.positions, [batch, sequence]),
      [trainingInputs.select]: int64Tensor(rows.select, [rows.select.length]),
      [trainingInputs.targets]: int64Tensor(rows.targets, [rows.targets.length]),
    };
  }

  /** Places in the text are fewer than the tokens of a row. */
  private ropeFeeds(sequence: number): Record<string, RuntimeTensor> {
    if (this.rope === null || this.rope.positions < sequence) {
      const positions = Math.ceil(sequence / 1024) * 1024;
      this.rope = { positions, feeds: ropeFeeds(this.config, positions, trainingInputs) };
    }
    return this.rope.feeds;
  }
}
