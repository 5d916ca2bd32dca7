// How two models represent what they refuse, and how their weights differ.
import type { CheckpointRef } from './checkpoints';
import type { ComparisonSpec } from './comparison';
import type { SafetyKind } from './outcomes';
import type { Rate } from './summary';

type PerSide<T> = Readonly<Record<'base' | 'tuned', T>>;

export interface RepresentationSettings {
  /** Prompts of each kind, half of which the direction is made from. */
  readonly limit: number;
  /** Held-out prompts of each kind that are answered with the direction ablated or added; 0: none. */
  readonly intervene: number;
  /** Where the direction of the interventions is taken from; null: where held-out prompts are told apart best. */
  readonly layer: number | null;
}

export interface RepresentationRequest extends RepresentationSettings {
  /** A comparison's models and prompts, or those that a comparison of this kind would have. */
  readonly source: { readonly path: string; readonly column?: number } | { readonly spec: ComparisonSpec };
}

export interface Spread {
  readonly mean: number;
  /** Standard deviation over prompts. */
  readonly deviation: number;
}

export interface LayerDirection {
  /** 0-based; the residual stream behind this block. */
  readonly layer: number;
  /** ‖mean harmful − mean harmless‖ at the last token of the prompt. */
  readonly norm: PerSide<number>;
  /** Area under the ROC curve of held-out prompts along the side's own direction; 0.5 tells nothing. */
  readonly separability: PerSide<number>;
  /** Of base's direction and tuned's. */
  readonly cosine: number;
  /** Held-out prompts along base's direction of norm 1. */
  readonly projections: PerSide<Readonly<Record<SafetyKind, Spread>>>;
  /** Mean over prompts of ‖tuned − base‖/‖base‖. */
  readonly shift: number;
}

/** Answers with the direction ablated (harmful prompts) or added (benign prompts), against those without, on the same prompts. */
export interface Intervention {
  readonly side: 'base' | 'tuned';
  readonly kind: SafetyKind;
  readonly before: Rate;
  readonly after: Rate;
  /** after − before with its 95% interval, in [−1, 1]; of prompts that both answers could be judged on. */
  readonly change: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly n: number;
  };
  readonly p: number;
}

export interface RepresentationAnalysis {
  /** Prompts of each kind that made the direction, and those held out. */
  readonly fitted: Readonly<Record<SafetyKind, number>>;
  readonly heldOut: Readonly<Record<SafetyKind, number>>;
  readonly layers: readonly LayerDirection[];
  /** The layer of the interventions and of `points`. */
  readonly chosen: number;
  /** Held-out prompts along base's direction of norm 1 at the chosen layer. */
  readonly points: PerSide<Readonly<Record<SafetyKind, readonly number[]>>>;
  /** The first layer where the directions' cosine is below `apartCosine`; null: none. */
  readonly movesApartAt: number | null;
  readonly interventions: readonly Intervention[];
  readonly notes: readonly string[];
}

export const apartCosine = 0.9;

export interface RepresentationProgress {
  readonly phase: 'opening' | 'reading' | 'answering';
  readonly done: number;
  readonly total: number;
}

export interface WeightsSettings {
  /** Principal directions that are compared. */
  readonly directions: number;
}

export interface WeightsRequest extends WeightsSettings {
  readonly base: CheckpointRef;
  readonly tuned: CheckpointRef;
  /** Another checkpoint of the same base, whose change is compared with tuned's; null: none. */
  readonly other: CheckpointRef | null;
}

export interface Overlap {
  /** Mean squared cosine of the principal angles, in [0, 1]; `k`/`n` is what random subspaces have on average. */
  readonly overlap: number;
  readonly largestCosine: number;
  readonly k: number;
  readonly n: number;
}

export interface ModuleChange {
  readonly layer: number;
  /** For example `q_proj`. */
  readonly projection: string;
  /** ‖ΔW‖/‖W‖ (Frobenius). */
  readonly relativeNorm: number;
  /** e^H of ΔW's singular values; 0 where nothing changed; null where the matrix is too large. */
  readonly effectiveRank: number | null;
  /** Outputs that ΔW changes most against those that W writes most; null where nothing changed or the matrix is too large. */
  readonly withWeights: Overlap | null;
  /** The same against the change of the other checkpoint. */
  readonly withOther: Overlap | null;
}

export interface WeightsAnalysis {
  readonly modules: readonly ModuleChange[];
  /** Of all modules together: √Σ‖ΔW‖² / √Σ‖W‖². */
  readonly relativeNorm: number;
  readonly notes: readonly string[];
}

export interface WeightsProgress {
  readonly done: number;
  readonly total: number;
}
