// A training model on ONNX Runtime: weights in memory that two sessions are fed, one for gradients and one for scores.
import type { Adapter } from '../../adapters/adapter';
import { DropoutMasks } from '../../adapters/dropoutMasks';
import { throwIfCancelled } from '../../cancellation';
import { encodeFor } from '../../graph/portable';
import { freeArrays } from '../../runtime/freeArrays';
import type { RuntimeSession, RuntimeSessionOptions, RuntimeTensor } from '../../runtime/session';
import { createSession, float32Data, float32Tensor, uint8Tensor } from '../../runtime/session';
import type { Loss, LossInputKind } from '../losses/loss';
import { RowFeeds } from './feeds';
import { packRows } from './packRows';
import { planBatches } from './planBatches';
import type { ScoringGraph, StatesGraph, TrainingGraph, TrainingPlan } from './trainingGraph';
import { lossInputName, scoringGraph, statesGraph } from './trainingGraph';
import type {
  GradientStep,
  LossFeeds,
  TokenScores,
  Trainable,
  TrainingModel,
  TrainingRows,
  TrainingSequence,
} from './trainingModel';
import type { WeightSource } from './weightSource';
import { readWeights } from './weightSource';

export interface OnnxTrainingModelParts {
  readonly plan: TrainingPlan;
  readonly training: TrainingGraph;
  readonly loss: Loss;
  /** By input name; for all parameters these are the trainables' own arrays. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** The parts of matrices in blocks, by input name. */
  readonly blocks: ReadonlyMap<string, Uint8Array>;
  /** Where the frozen start of all parameters is read again. */
  readonly start: WeightSource;
  /** The adapter that is trained further, as it was; null: a new one, which began as nothing, or all parameters. */
  readonly startAdapter: Adapter | null;
  readonly trainables: readonly Trainable[];
  readonly seed: number;
  readonly microBatchTokens: number;
  readonly session: RuntimeSessionOptions;
}

type Feeds = Record<string, RuntimeTensor>;

export class OnnxTrainingModel implements TrainingModel {
  readonly trainables: readonly Trainable[];
  readonly adapter: Adapter | null;
  private readonly rows: RowFeeds;
  private readonly dropout: DropoutMasks;
  private readonly current: Feeds;
  private reference: Feeds | null = null;
  private training: RuntimeSession | null = null;
  private scoring: { readonly graph: ScoringGraph; readonly session: RuntimeSession } | null = null;
  /** By the layers that it gives. */
  private readonly reading = new Map<
    string,
    { readonly graph: StatesGraph; readonly session: RuntimeSession }
  >();
  private steps = 0;

  constructor(private readonly parts: OnnxTrainingModelParts) {
    this.trainables = parts.trainables;
    this.adapter = parts.plan.adapter;
    this.rows = new RowFeeds(parts.plan.config);
    this.dropout = new DropoutMasks(parts.training.dropouts, parts.plan.dropout);
    this.current = {
      ...this.weightFeeds(parts.weights),
      ...this.blockFeeds(),
      ...trainableFeeds(parts.trainables),
    };
  }

  async score(
    rows: TrainingRows,
    policy: 'current' | 'reference',
    signal?: AbortSignal,
  ): Promise<TokenScores> {
    const { graph, session } = await this.scoringSession();
    const weights = policy === 'current' ? this.current : await this.referenceFeeds();
    const first: number[] = [];
    let total = 0;
    for (const scored of rows.scored) {
      first.push(total);
      total += scored.length;
    }
    const names = { logprobs: graph.logprobs, values: graph.values };
    const wanted = Object.values(names).filter((name) => name !== null);
    const result = {
      logprobs: new Float32Array(total),
      values: names.values === null ? null : new Float32Array(total),
    };
    const withTokens = rows.ids.map((_, row) => row).filter((row) => (rows.scored[row]?.length ?? 0) > 0);
    const sequences = withTokens.map((row) => [{ ids: rows.ids[row] ?? [], scored: rows.scored[row] ?? [] }]);
    for (const batch of planBatches(sequences, this.parts.microBatchTokens)) {
      throwIfCancelled(signal);
      const outputs = await session.run({ ...weights, ...this.rows.of(packRows(batch.rows)) }, wanted);
      const parts = {
        logprobs: float32Data(outputs, names.logprobs),
        values: names.values === null ? null : float32Data(outputs, names.values),
      };
      let offset = 0;
      for (const row of batch.units.map((index) => withTokens[index] ?? 0)) {
        const [to, count] = [first[row] ?? 0, rows.scored[row]?.length ?? 0];
        result.logprobs.set(parts.logprobs.subarray(offset, offset + count), to);
        if (parts.values !== null) result.values?.set(parts.values.subarray(offset, offset + count), to);
        offset += count;
      }
    }
    return result;
  }

  async states(
    rows: readonly TrainingSequence[],
    layers: readonly number[],
    policy: 'current' | 'reference',
    signal?: AbortSignal,
  ): Promise<readonly (readonly Float32Array[])[]> {
    const { graph, session } = await this.statesSession(layers);
    const weights = policy === 'current' ? this.current : await this.referenceFeeds();
    const { hiddenSize } = this.parts.plan.config;
    const names = layers.map((layer) => graph.states.get(layer) ?? '');
    const found = layers.map(() => rows.map(() => new Float32Array()));
    const units = [...rows.entries()].filter(([, { scored }]) => scored.length > 0);
    for (const batch of planBatches(
      units.map(([, row]) => [row]),
      this.parts.microBatchTokens,
    )) {
      throwIfCancelled(signal);
      const outputs = await session.run({ ...weights, ...this.rows.of(packRows(batch.rows)) }, names);
      names.forEach((name, place) => {
        const data = float32Data(outputs, name);
        let at = 0;
        for (const unit of batch.units) {
          const [row, { scored }] = units[unit] ?? [0, { scored: [] }];
          const ofLayer = found[place];
          if (ofLayer !== undefined) ofLayer[row] = data.slice(at, (at += scored.length * hiddenSize));
        }
      });
    }
    return found;
  }

  async accumulate(
    rows: TrainingRows,
    feeds: LossFeeds,
    gradients: readonly Float32Array[],
    dropoutSeed = this.steps,
  ): Promise<GradientStep> {
    this.steps++;
    const { training } = this.parts;
    const packed = packRows(rows);
    const names = this.trainables.map(({ name }) => training.gradients.get(name) ?? name);
    const metrics = [...training.metrics];
    if (packed.targets.length === 0) {
      return { loss: 0, entropySum: 0, metrics: Object.fromEntries(metrics.map(([name]) => [name, 0])) };
    }
    const session = await this.trainingSession();
    const outputs = await session.run(
      {
        ...this.current,
        ...this.rows.of(packed),
        ...this.lossFeeds(feeds, packed.targets.length),
        ...this.dropout.of(packed.batch, packed.sequence, [this.parts.seed, dropoutSeed]),
      },
      [...new Set([training.loss, training.entropySum, ...metrics.map(([, output]) => output), ...names])],
    );
    names.forEach((name, index) => {
      const [sum, part] = [gradients[index], float32Data(outputs, name)];
      if (sum?.length !== part.length) throw new RangeError('Gradients match the trainables.');
      for (let i = 0; i < part.length; i++) sum[i] = (sum[i] ?? 0) + (part[i] ?? 0);
    });
    const number = (name: string): number => float32Data(outputs, name)[0] ?? NaN;
    const result = {
      loss: number(training.loss),
      entropySum: number(training.entropySum),
      metrics: Object.fromEntries(metrics.map(([name, output]) => [name, number(output)])),
    };
    // Of all parameters, each pass brings as much as the weights are.
    freeArrays(names.map((name) => float32Data(outputs, name)));
    return result;
  }

  async dispose(): Promise<void> {
    const read = [...this.reading.values()].map(({ session }) => session);
    const sessions = [this.training, this.scoring?.session, ...read];
    this.training = null;
    this.scoring = null;
    this.reading.clear();
    for (const session of sessions) await session?.dispose();
  }

  private async trainingSession(): Promise<RuntimeSession> {
    const { training, session } = this.parts;
    this.training ??= await createSession(encodeFor(session.executionProvider, training.graph), session);
    return this.training;
  }

  private async scoringSession(): Promise<{
    readonly graph: ScoringGraph;
    readonly session: RuntimeSession;
  }> {
    if (this.scoring === null) {
      const graph = scoringGraph(this.parts.plan);
      this.scoring = {
        graph,
        session: await createSession(
          encodeFor(this.parts.session.executionProvider, graph.graph),
          this.parts.session,
        ),
      };
    }
    return this.scoring;
  }

  private async statesSession(
    layers: readonly number[],
  ): Promise<{ readonly graph: StatesGraph; readonly session: RuntimeSession }> {
    const key = layers.join();
    const known = this.reading.get(key);
    if (known !== undefined) return known;
    const { plan, session } = this.parts;
    const graph = statesGraph(plan, layers);
    const made = {
      graph,
      session: await createSession(encodeFor(session.executionProvider, graph.graph), session),
    };
    this.reading.set(key, made);
    return made;
  }

  /** The adapter as it began (a new one is off); where all parameters are trained, their start, read again. */
  private async referenceFeeds(): Promise<Feeds> {
    if (this.reference !== null) return this.reference;
    const { training, start, startAdapter } = this.parts;
    if (this.adapter === null) {
      const weights = await readWeights(training.weights, start);
      this.reference = { ...this.current, ...this.weightFeeds(weights) };
    } else {
      const began = startAdapter?.trainables ?? this.adapter.neutral();
      this.reference = { ...this.current, ...trainableFeeds(began) };
    }
    return this.reference;
  }

  private weightFeeds(weights: ReadonlyMap<string, Float32Array>): Feeds {
    return Object.fromEntries(
      this.parts.training.weights.map(({ value }) => {
        const data = weights.get(value.name);
        if (data === undefined) throw new RangeError(`${value.name} was not read.`);
        return [value.name, float32Tensor(data, value.shape.map(Number))];
      }),
    );
  }

  private blockFeeds(): Feeds {
    return Object.fromEntries(
      this.parts.training.blocks.map(({ value }) => {
        const bytes = this.parts.blocks.get(value.name);
        if (bytes === undefined) throw new RangeError(`${value.name} was not read.`);
        const sizes = value.shape.map(Number);
        const { buffer, byteOffset, byteLength } = bytes;
        return [
          value.name,
          value.type === 'uint8'
            ? uint8Tensor(bytes, sizes)
            : float32Tensor(new Float32Array(buffer, byteOffset, byteLength / 4), sizes),
        ];
      }),
    );
  }

  private lossFeeds(feeds: LossFeeds, tokens: number): Feeds {
    return Object.fromEntries(
      Object.entries(this.parts.loss.inputs).map(([name, kind]) => {
        const data = feeds[name];
        if (data === undefined) throw new RangeError(`The loss is not fed ${name}.`);
        return [lossInputName(name), float32Tensor(data, lossDims(kind, data.length, tokens))];
      }),
    );
  }
}

function trainableFeeds(trainables: readonly Trainable[]): Feeds {
  return Object.fromEntries(trainables.map(({ name, data, shape }) => [name, float32Tensor(data, shape)]));
}

function lossDims(kind: LossInputKind, length: number, tokens: number): readonly number[] {
  switch (kind) {
    case 'token':
    case 'row':
    case 'hidden':
      return [length];
    case 'rowToken':
      return [length / tokens, tokens];
  }
}
