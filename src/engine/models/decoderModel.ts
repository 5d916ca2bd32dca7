// A decoder in memory: its session, the adapter and the edits that are switched on, and one call per forward pass.
// It holds no cache and decides nothing about batches.
import type { Adapter } from '../adapters/adapter';
import { adapterFeeds } from '../adapters/generationUpdates';
import type { ModelConfig, OpenCheckpoint } from '../checkpoints/checkpoint';
import { encodeFor } from '../graph/portable';
import type { RuntimeSession, RuntimeSessionOptions, RuntimeTensor } from '../runtime/session';
import { createSession, float32Data, float32Tensor, int64Data, int64Tensor } from '../runtime/session';
import { causalMask } from './causalAttention';
import { decoderGraph, type DecoderWeights } from './decoder';
import { decoderInputs, decoderOutputs } from './decoderNames';
import { withoutEmptyTensors } from './emptyTensors';
import type { FusedProjection } from './fusedProjections';
import type { ResidualAccess, StreamLayers } from './residualStream';
import { checkAccess, extended, noAccess, noStreams, offers, streamFeeds } from './residualStream';
import { ropeFeeds } from './ropeFeeds';

export interface CacheFeeds {
  readonly batch: number;
  /** Positions of each row's cache. */
  readonly capacity: number;
  /** Per layer [batch, kvHeads, capacity, headDim]. */
  readonly keys: readonly RuntimeTensor[];
  readonly values: readonly RuntimeTensor[];
  /** [batch, 1, 1, capacity] */
  readonly mask: RuntimeTensor;
}

export interface Pass {
  /** [batch, sequence] */
  readonly ids: BigInt64Array;
  readonly positions: BigInt64Array;
  readonly sequence: number;
  readonly cache: CacheFeeds;
  /** Which of the batch · sequence positions to score. */
  readonly select: BigInt64Array;
  /** greedy: the best token and its log-probability, computed in the graph; none: the cache only. */
  readonly want: 'greedy' | 'logits' | 'both' | 'none';
}

export interface PassResult {
  /** Per layer [batch, kvHeads, sequence, headDim]. */
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
  /** [selected] */
  readonly tokens: BigInt64Array | null;
  readonly logprobs: Float32Array | null;
  /** [selected, vocabulary] */
  readonly logits: Float32Array | null;
  /** By layer, of those that are read: [batch, sequence, hidden]. */
  readonly streams: ReadonlyMap<number, Float32Array>;
}

export type DecoderOptions = Pick<RuntimeSessionOptions, 'executionProvider' | 'threads'>;

export class DecoderModel {
  readonly config: ModelConfig;
  private readonly layers: readonly number[];
  private readonly newNames: readonly string[];
  private session: RuntimeSession | null = null;
  private targets: ReadonlySet<FusedProjection> = new Set();
  private adapter: Adapter | null = null;
  private adapterFeeds: Record<string, RuntimeTensor> | null = null;
  private streams: StreamLayers = noStreams;
  private access: ResidualAccess = noAccess;
  private editFeeds: Record<string, RuntimeTensor> | null = null;
  private ropeFeeds: { readonly positions: number; readonly feeds: Record<string, RuntimeTensor> } | null =
    null;
  private readonly newMasks = new Map<string, RuntimeTensor>();

  private constructor(
    private readonly checkpoint: DecoderWeights,
    private readonly runtime: DecoderOptions,
  ) {
    this.config = checkpoint.config;
    this.layers = Array.from({ length: this.config.layers }, (_, layer) => layer);
    this.newNames = this.layers.flatMap((layer) => [
      decoderOutputs.newKey(layer),
      decoderOutputs.newValue(layer),
    ]);
  }

  /** @throws GuardrailError checkpointCorrupt, memoryLimit. */
  static async load(
    checkpoint: DecoderWeights & Pick<OpenCheckpoint, 'adapter'>,
    options: DecoderOptions,
  ): Promise<DecoderModel> {
    const { executionProvider, threads } = options;
    const model = new DecoderModel(checkpoint, {
      executionProvider,
      ...(threads === undefined ? {} : { threads }),
    });
    model.useAdapter(checkpoint.adapter);
    await model.prepare();
    return model;
  }

  /** The matrices are read once, at the next pass: an adapter that has changed since is given as another object. */
  useAdapter(adapter: Adapter | null): void {
    if (adapter === this.adapter) return;
    this.adapter = adapter;
    this.adapterFeeds = null;
  }

  /** What is done with the residual stream from now on. @throws GuardrailError invalidRequest where it does not fit. */
  useResidual(access: ResidualAccess): void {
    checkAccess(this.config, access);
    this.access = access;
    this.editFeeds = null;
  }

  /**
   * Makes the session where there is none, or where the adapter or the access to the residual stream needs inputs or
   * outputs that the session lacks: the graph carries nothing for them until they are needed.
   */
  async prepare(): Promise<RuntimeSession> {
    const wanted = this.adapter?.fusedTargets() ?? new Set<FusedProjection>();
    const missing = [...wanted].some((target) => !this.targets.has(target));
    if (this.session === null || missing || !offers(this.streams, this.access)) {
      const targets = new Set([...this.targets, ...wanted]);
      const streams = extended(this.streams, this.access);
      const old = this.session;
      // The old weights go first: two copies may not fit.
      this.session = null;
      await old?.dispose();
      const { graph, folder } = decoderGraph(this.checkpoint, targets, streams);
      this.session = await createSession(encodeFor(this.runtime.executionProvider, graph), {
        ...this.runtime,
        externalFolder: folder,
      });
      this.targets = targets;
      this.streams = streams;
      this.adapterFeeds = null;
      this.editFeeds = null;
    }
    this.adapterFeeds ??= adapterFeeds(this.config, this.targets, this.adapter, this.onCpu ? 0 : 1);
    this.editFeeds ??= Object.fromEntries(
      streamFeeds(this.config, this.streams, this.access).map(({ name, data, shape }) => [
        name,
        float32Tensor(data, shape),
      ]),
    );
    return this.session;
  }

  async run(asked: Pass): Promise<PassResult> {
    const session = await this.prepare();
    const pass = this.onCpu ? asked : withoutEmptyTensors(this.config, asked);
    const { cache, sequence } = pass;
    const feeds: Record<string, RuntimeTensor> = {
      ...this.adapterFeeds,
      ...this.editFeeds,
      ...this.rope(pass.positions),
      [decoderInputs.ids]: int64Tensor(pass.ids, [cache.batch, sequence]),
      [decoderInputs.positions]: int64Tensor(pass.positions, [cache.batch, sequence]),
      [decoderInputs.select]: int64Tensor(pass.select, [pass.select.length]),
      [decoderInputs.cacheMask]: cache.mask,
      [decoderInputs.newMask]: this.newMask(sequence),
      ...this.slidingFeeds(pass),
      ...this.scoredFeed(asked),
      [decoderInputs.cacheLength]: int64Tensor(BigInt64Array.of(BigInt(cache.capacity)), [1]),
      [decoderInputs.newLength]: int64Tensor(BigInt64Array.of(BigInt(sequence)), [1]),
    };
    for (const layer of this.layers) {
      const [key, value] = [cache.keys[layer], cache.values[layer]];
      if (key === undefined || value === undefined) throw new RangeError('A cache has every layer.');
      feeds[decoderInputs.cacheKey(layer)] = key;
      feeds[decoderInputs.cacheValue(layer)] = value;
    }
    const greedy = pass.want === 'greedy' || pass.want === 'both';
    const logits = pass.want === 'logits' || pass.want === 'both';
    const reads = [...this.access.reads];
    const outputs = await session.run(feeds, [
      ...(greedy ? [decoderOutputs.token, decoderOutputs.logprob] : []),
      ...(logits ? [decoderOutputs.logits] : []),
      ...reads.map((layer) => decoderOutputs.stream(layer)),
      ...this.newNames,
    ]);
    return {
      keys: this.layers.map((layer) => float32Data(outputs, decoderOutputs.newKey(layer))),
      values: this.layers.map((layer) => float32Data(outputs, decoderOutputs.newValue(layer))),
      tokens: greedy ? int64Data(outputs, decoderOutputs.token) : null,
      logprobs: greedy ? float32Data(outputs, decoderOutputs.logprob) : null,
      logits: logits ? float32Data(outputs, decoderOutputs.logits) : null,
      streams: new Map(reads.map((layer) => [layer, float32Data(outputs, decoderOutputs.stream(layer))])),
    };
  }

  async dispose(): Promise<void> {
    const session = this.session;
    this.session = null;
    await session?.dispose();
  }

  private rope(positions: BigInt64Array): Record<string, RuntimeTensor> {
    let largest = 0n;
    for (const position of positions) if (position > largest) largest = position;
    const needed = Number(largest) + 1;
    if (this.ropeFeeds === null || this.ropeFeeds.positions < needed) {
      const covered = Math.ceil(needed / 1024) * 1024;
      this.ropeFeeds = { positions: covered, feeds: ropeFeeds(this.config, covered, decoderInputs) };
    }
    return this.ropeFeeds.feeds;
  }

  /**
   * [1, 1, sequence · group, sequence]: causal among the new tokens, the same for each query head of a group.
   * @param window as in causalMask
   */
  private newMask(sequence: number, window?: number): RuntimeTensor {
    const key = `${sequence}.${window ?? ''}`;
    const known = this.newMasks.get(key);
    if (known !== undefined) return known;
    const { group } = this;
    const data = causalMask([{ prompt: 0, starts: [0] }], {
      sequence,
      group,
      ...(window === undefined ? {} : { window }),
    });
    const mask = float32Tensor(data, [1, 1, sequence * group, sequence]);
    if (this.newMasks.size > 8) this.newMasks.clear();
    this.newMasks.set(key, mask);
    return mask;
  }

  /** What sliding layers are fed besides; a token of a row's cache lies at its place in the text. */
  private slidingFeeds({ positions, sequence, cache }: Pass): Record<string, RuntimeTensor> {
    const { slidingWindow } = this.config;
    if (slidingWindow === null) return {};
    const { group } = this;
    const places = Float32Array.from({ length: positions.length * group }, (_, query) =>
      Number(positions[Math.floor(query / group)] ?? 0n),
    );
    const cachePlaces = Float32Array.from({ length: cache.capacity }, (_, place) => place);
    return {
      [decoderInputs.slidingMask]: this.newMask(sequence, slidingWindow),
      [decoderInputs.queryPlaces]: float32Tensor(places, [cache.batch, 1, sequence * group, 1]),
      [decoderInputs.cachePlaces]: float32Tensor(cachePlaces, [cache.capacity]),
    };
  }

  /** Where a stream is corrected: at what the caller asks scores of, not at what stands in for nothing. */
  private scoredFeed({ select, sequence, cache }: Pass): Record<string, RuntimeTensor> {
    if (this.streams.corrected.size === 0) return {};
    const scored = new Float32Array(cache.batch * sequence);
    for (const position of select) scored[Number(position)] = 1;
    return { [decoderInputs.scored]: float32Tensor(scored, [cache.batch, sequence, 1]) };
  }

  /** Others than the CPU cannot bind a tensor without elements. */
  private get onCpu(): boolean {
    return this.runtime.executionProvider === 'cpu';
  }

  /** Query heads of a key-value head. */
  private get group(): number {
    return this.config.heads / this.config.kvHeads;
  }
}
