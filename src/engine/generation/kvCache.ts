// Keys and values of the rows in flight, in buffers of our own: the graph reads them, this class writes them.
// One slot per row; all slots have the same capacity, which grows in blocks.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { CacheFeeds, PassResult } from '../models/decoderModel';
import type { RuntimeTensor } from '../runtime/session';
import { freeArrays } from '../runtime/freeArrays';
import { float32Tensor } from '../runtime/session';

const masked = -1e9;

/** Capacity grows by this many positions: seldom enough to be cheap, small enough that little is read in vain. */
const cacheBlock = 64;

export function roundUpToBlock(length: number): number {
  return Math.ceil(length / cacheBlock) * cacheBlock;
}

/** Bytes of keys and values of one row. */
export function cacheBytes(config: ModelConfig, capacity: number): number {
  return config.layers * 2 * config.kvHeads * config.headDim * 4 * capacity;
}

export class KvCache implements CacheFeeds {
  private batchSize: number;
  private positions: number;
  private keyData: Float32Array[];
  private valueData: Float32Array[];
  private maskData: Float32Array;
  private lengths: Int32Array;
  keys: readonly RuntimeTensor[] = [];
  values: readonly RuntimeTensor[] = [];
  mask: RuntimeTensor;

  constructor(
    private readonly config: ModelConfig,
    batch: number,
    capacity: number,
  ) {
    this.batchSize = batch;
    this.positions = capacity;
    const size = batch * config.kvHeads * capacity * config.headDim;
    this.keyData = Array.from({ length: config.layers }, () => new Float32Array(size));
    this.valueData = Array.from({ length: config.layers }, () => new Float32Array(size));
    this.maskData = new Float32Array(batch * capacity).fill(masked);
    this.lengths = new Int32Array(batch);
    this.mask = float32Tensor(this.maskData, [batch, 1, 1, capacity]);
    this.wrap();
  }

  get batch(): number {
    return this.batchSize;
  }

  get capacity(): number {
    return this.positions;
  }

  length(slot: number): number {
    return this.lengths[slot] ?? 0;
  }

  /** One slot by itself, on the same memory. Valid until the cache is rearranged. */
  view(slot: number): CacheFeeds {
    const { kvHeads, headDim } = this.config;
    const size = kvHeads * this.positions * headDim;
    const dims = [1, kvHeads, this.positions, headDim];
    const part = (data: Float32Array): RuntimeTensor =>
      float32Tensor(data.subarray(slot * size, (slot + 1) * size), dims);
    const mask = this.maskData.subarray(slot * this.positions, (slot + 1) * this.positions);
    return {
      batch: 1,
      capacity: this.positions,
      keys: this.keyData.map(part),
      values: this.valueData.map(part),
      mask: float32Tensor(mask, [1, 1, 1, this.positions]),
    };
  }

  /** As a pass gives it: per layer [batch, kvHeads, capacity, headDim]. Valid until the cache is written to. */
  contents(): Pick<PassResult, 'keys' | 'values'> {
    return { keys: this.keyData, values: this.valueData };
  }

  /** Forgets a row; its slot may be filled again. */
  clear(slot: number): void {
    this.lengths[slot] = 0;
    this.maskData.fill(masked, slot * this.positions, (slot + 1) * this.positions);
    // Masked positions carry weight 0; zeros keep them from carrying anything of the row before.
    const size = this.config.kvHeads * this.positions * this.config.headDim;
    for (const data of [...this.keyData, ...this.valueData]) data.fill(0, slot * size, (slot + 1) * size);
  }

  /**
   * Appends the first `count` new positions of row `from` of a pass to a slot. The capacity must suffice.
   * @param sequence positions per row of the pass
   */
  append(
    slot: number,
    pass: Pick<PassResult, 'keys' | 'values'>,
    from: number,
    sequence: number,
    count: number,
  ): void {
    const { kvHeads, headDim } = this.config;
    const length = this.length(slot);
    if (length + count > this.positions) throw new RangeError('The cache is full.');
    const copy = (target: Float32Array, source: Float32Array): void => {
      for (let head = 0; head < kvHeads; head++) {
        const start = (from * kvHeads + head) * sequence * headDim;
        const at = ((slot * kvHeads + head) * this.positions + length) * headDim;
        if (count * headDim > 256) {
          target.set(source.subarray(start, start + count * headDim), at);
        } else {
          for (let i = 0; i < count * headDim; i++) target[at + i] = source[start + i] ?? 0;
        }
      }
    };
    for (let layer = 0; layer < this.config.layers; layer++) {
      const [keys, values] = [this.keyData[layer], this.valueData[layer]];
      const [newKeys, newValues] = [pass.keys[layer], pass.values[layer]];
      if (keys === undefined || values === undefined || newKeys === undefined || newValues === undefined) {
        throw new RangeError('A pass has every layer.');
      }
      copy(keys, newKeys);
      copy(values, newValues);
    }
    this.maskData.fill(0, slot * this.positions + length, slot * this.positions + length + count);
    this.lengths[slot] = length + count;
  }

  /** Makes a slot hold what another holds. */
  copySlot(from: number, to: number): void {
    const { kvHeads, headDim } = this.config;
    const used = this.length(from);
    this.clear(to);
    for (const data of [...this.keyData, ...this.valueData]) {
      for (let head = 0; head < kvHeads; head++) {
        const start = (from * kvHeads + head) * this.positions * headDim;
        const target = (to * kvHeads + head) * this.positions * headDim;
        data.copyWithin(target, start, start + used * headDim);
      }
    }
    this.maskData.fill(0, to * this.positions, to * this.positions + used);
    this.lengths[to] = used;
  }

  /** Keeps the first `length` positions of a slot, which has as many at least. */
  truncate(slot: number, length: number): void {
    if (length > this.length(slot)) throw new RangeError('A cache holds nothing behind its length.');
    this.maskData.fill(masked, slot * this.positions + length, (slot + 1) * this.positions);
    this.lengths[slot] = length;
  }

  /**
   * Keeps the slots named, in that order, followed by empty ones up to `batch`, each with `capacity` positions.
   */
  rearrange(slots: readonly number[], batch: number, capacity: number): void {
    const { kvHeads, headDim } = this.config;
    const size = batch * kvHeads * capacity * headDim;
    // One layer at a time: the old buffers of a layer go before the next is made.
    const move = (old: Float32Array): Float32Array => {
      const data = new Float32Array(size);
      slots.forEach((slot, index) => {
        const used = this.length(slot) * headDim;
        for (let head = 0; head < kvHeads; head++) {
          const from = (slot * kvHeads + head) * this.positions * headDim;
          data.set(old.subarray(from, from + used), (index * kvHeads + head) * capacity * headDim);
        }
      });
      freeArrays([old]);
      return data;
    };
    for (let layer = 0; layer < this.config.layers; layer++) {
      const [keys, values] = [this.keyData[layer], this.valueData[layer]];
      if (keys === undefined || values === undefined) throw new RangeError('A cache has every layer.');
      this.keyData[layer] = move(keys);
      this.valueData[layer] = move(values);
    }
    const lengths = new Int32Array(batch);
    const maskData = new Float32Array(batch * capacity).fill(masked);
    slots.forEach((slot, index) => {
      const length = this.length(slot);
      lengths[index] = length;
      maskData.fill(0, index * capacity, index * capacity + length);
    });
    this.lengths = lengths;
    this.maskData = maskData;
    this.batchSize = batch;
    this.positions = capacity;
    this.mask = float32Tensor(maskData, [batch, 1, 1, capacity]);
    this.wrap();
  }

  private wrap(): void {
    const dims = [this.batchSize, this.config.kvHeads, this.positions, this.config.headDim];
    this.keys = this.keyData.map((data) => float32Tensor(data, dims));
    this.values = this.valueData.map((data) => float32Tensor(data, dims));
  }
}
