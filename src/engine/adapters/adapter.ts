// A LoRA adapter in memory, and everything that is asked of one. Its matrices are live: what an optimiser writes into them is
// what is generated from, merged and saved. Knows no graph and no file.
import { checkpointCorrupt } from '../checkpoints/checkpointErrors';
import {
  projectionShape,
  type DecoderSizes,
  type Projection,
  type ProjectionPlace,
} from '../checkpoints/projections';
import { fusedProjections, membersOf, type FusedProjection } from '../models/fusedProjections';
import { peftTensorName } from './peft/peftNames';

/** One low-rank update: W + scale · B·A. */
export interface AdapterModule extends ProjectionPlace {
  readonly rank: number;
  /** As loraScale. */
  readonly scale: number;
  /** [rank, in], row-major. */
  readonly a: Float32Array;
  /** [out, rank], row-major. */
  readonly b: Float32Array;
}

/** A matrix under PEFT's name. */
export interface AdapterMatrix {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major, the module's own array. */
  readonly data: Float32Array;
  /** Weight decay applies. */
  readonly decays: true;
}

/** alpha / rank, or alpha / √rank with rsLoRA (Kalajdzievski 2023, arXiv 2312.03732). */
export function loraScale(alpha: number, rank: number, rslora: boolean): number {
  return alpha / (rslora ? Math.sqrt(rank) : rank);
}

/** A: [rank, in], B: [out, rank]. */
export function matricesOf(module: AdapterModule): { readonly a: AdapterMatrix; readonly b: AdapterMatrix } {
  const { rank, a, b } = module;
  return {
    a: { name: peftTensorName(module, 'A'), shape: [rank, a.length / rank], data: a, decays: true },
    b: { name: peftTensorName(module, 'B'), shape: [b.length / rank, rank], data: b, decays: true },
  };
}

export class Adapter {
  /** A and B of each module, in the modules' order: what is trained and saved. */
  readonly trainables: readonly AdapterMatrix[];
  private readonly byPlace: ReadonlyMap<string, AdapterModule>;

  /**
   * @param modules at most one for each place
   * @param config adapter_config.json; which base it names is decided when it is saved
   */
  constructor(
    readonly modules: readonly AdapterModule[],
    private readonly config: Readonly<Record<string, unknown>>,
  ) {
    this.trainables = modules.flatMap((module) => {
      const { a, b } = matricesOf(module);
      return [a, b];
    });
    this.byPlace = new Map(modules.map((module) => [`${module.layer}.${module.projection}`, module]));
  }

  at(layer: number, projection: Projection): AdapterModule | null {
    return this.byPlace.get(`${layer}.${projection}`) ?? null;
  }

  /** The matrix products of a block that it changes, in any layer. */
  fusedTargets(): ReadonlySet<FusedProjection> {
    return new Set(
      fusedProjections.filter((fused) =>
        this.modules.some(({ projection }) => membersOf[fused].includes(projection)),
      ),
    );
  }

  /** Whether every update is zero, so that the weights are as without it. */
  isZero(): boolean {
    return this.modules.every(({ b, scale }) => scale === 0 || b.every((x) => x === 0));
  }

  /** What the tensors do not show: two adapters of the same matrices with another alpha are two adapters. */
  effect(): string {
    return this.modules.map(({ layer, projection, scale }) => `${layer}.${projection}*${scale}`).join(' ');
  }

  /** @throws GuardrailError checkpointCorrupt naming a module whose matrices do not fit a decoder of these sizes. */
  checkFit(sizes: DecoderSizes): void {
    for (const { layer, projection, rank, a, b } of this.modules) {
      const [out, input] = projectionShape(sizes, projection);
      if (a.length === rank * input && b.length === out * rank) continue;
      throw checkpointCorrupt(
        `The adapter's ${projection} of layer ${layer} does not fit the model.`,
        'Check that the adapter was trained on this base checkpoint.',
      );
    }
  }

  /** The same updates with matrices of their own. */
  copy(): Adapter {
    return new Adapter(
      this.modules.map((module) => ({ ...module, a: module.a.slice(), b: module.b.slice() })),
      this.config,
    );
  }

  /** The same live matrices as another object: a generator reads them when it is given an adapter that it does not have. */
  view(): Adapter {
    return new Adapter(this.modules, this.config);
  }

  /** What stands in for some of `trainables` where the adapter is to add nothing: zeros for every B. */
  neutral(): AdapterMatrix[] {
    return this.modules.map((module) => ({
      ...matricesOf(module).b,
      data: new Float32Array(module.b.length),
    }));
  }

  /** adapter_config.json as `PeftModel.from_pretrained` reads it, over the base at this path. */
  peftConfig(basePath: string): Readonly<Record<string, unknown>> {
    return { ...this.config, base_model_name_or_path: basePath, revision: null, inference_mode: true };
  }
}
