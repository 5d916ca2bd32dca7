// The JSON of readings in a comparison file, validated when it is read: a file may come from anywhere.
import { z } from 'zod';
import { precisions } from '../../protocol/checkpoints';
import { safetyKinds, suiteKinds } from '../../protocol/outcomes';
import type { ReadingKind, ReadingOrigin, ReadModel } from '../../protocol/readings';
import type {
  LayerDirection,
  RepresentationAnalysis,
  Overlap,
  RepresentationSettings,
  Spread,
  WeightsAnalysis,
  WeightsSettings,
} from '../../protocol/representation';
import type { Rate } from '../../protocol/summary';
import type { DriftAnalysis, DriftSettings, MeanEstimate, SequenceKlEstimates } from '../../protocol/tokens';

/** What each kind of reading is asked with, and what it says. */
export interface ReadingShapes {
  readonly drift: { readonly settings: DriftSettings; readonly value: DriftAnalysis };
  readonly representation: {
    readonly settings: RepresentationSettings;
    readonly value: RepresentationAnalysis;
  };
  readonly weights: { readonly settings: WeightsSettings; readonly value: WeightsAnalysis };
}

const count = z.number().int().nonnegative();
const strings = z.array(z.string());
const side = z.enum(['base', 'tuned']);

function perSide<T>(schema: z.ZodType<T>): z.ZodType<Readonly<Record<'base' | 'tuned', T>>> {
  return z.object({ base: schema, tuned: schema });
}

function perKind<T>(schema: z.ZodType<T>): z.ZodType<Readonly<Record<'harmful' | 'benign', T>>> {
  return z.object({ harmful: schema, benign: schema });
}

const model: z.ZodType<ReadModel> = z.object({
  name: z.string(),
  fingerprint: z.string(),
  precision: z.enum(precisions),
});

export const originJson: z.ZodType<ReadingOrigin> = z.object({
  at: z.string(),
  version: z.string(),
  base: model,
  tuned: model,
  prompts: count,
  answers: z.object({ count, tokens: count }).nullable(),
});

const estimate: z.ZodType<MeanEstimate> = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: count,
});

const sequence: z.ZodType<SequenceKlEstimates> = z.object({ exact: estimate, k1: estimate, k3: estimate });

const drift: z.ZodType<DriftAnalysis> = z.object({
  side,
  answers: count,
  prompts: count,
  tokens: count,
  skipped: count,
  sequence: sequence.nullable(),
  onPath: estimate.nullable(),
  kinds: z.array(
    z.object({
      kind: z.enum(suiteKinds),
      prompts: count,
      positions: z.array(z.object({ position: count, kl: estimate, js: z.number() })),
      earlyShare: z.number(),
      earlyTokens: z.number(),
      refusal: z.object({ base: z.number(), tuned: z.number(), change: estimate }).nullable(),
    }),
  ),
  groups: z.array(
    z.object({
      suiteId: z.string().nullable(),
      attackId: z.string().nullable(),
      kind: z.enum(suiteKinds),
      prompts: count,
      sequence: sequence.nullable(),
    }),
  ),
  categories: z.array(
    z.object({
      suiteId: z.string(),
      kind: z.enum(suiteKinds),
      category: z.string(),
      tokens: count,
      kl: estimate,
      perToken: z.number(),
    }),
  ),
  refusalTokens: strings,
  notes: strings,
});

const spread: z.ZodType<Spread> = z.object({ mean: z.number(), deviation: z.number() });

const rate: z.ZodType<Rate> = z.object({
  k: count,
  n: count,
  rate: z.number(),
  low: z.number(),
  high: z.number(),
});

const layer: z.ZodType<LayerDirection> = z.object({
  layer: count,
  norm: perSide(z.number()),
  separability: perSide(z.number()),
  cosine: z.number(),
  projections: perSide(perKind(spread)),
  shift: z.number(),
});

const representation: z.ZodType<RepresentationAnalysis> = z.object({
  fitted: perKind(count),
  heldOut: perKind(count),
  layers: z.array(layer).min(1),
  chosen: count,
  points: perSide(perKind(z.array(z.number()))),
  movesApartAt: count.nullable(),
  interventions: z.array(
    z.object({
      side,
      kind: z.enum(safetyKinds),
      before: rate,
      after: rate,
      change: z.object({ value: z.number(), low: z.number(), high: z.number(), n: count }),
      p: z.number(),
    }),
  ),
  notes: strings,
});

const overlap: z.ZodType<Overlap> = z.object({
  overlap: z.number(),
  largestCosine: z.number(),
  k: count,
  n: count,
});

const weights: z.ZodType<WeightsAnalysis> = z.object({
  modules: z.array(
    z.object({
      layer: count,
      projection: z.string(),
      relativeNorm: z.number(),
      effectiveRank: z.number().nullable(),
      withWeights: overlap.nullable(),
      withOther: overlap.nullable(),
    }),
  ),
  relativeNorm: z.number(),
  notes: strings,
});

export const readingShapes: {
  readonly [Kind in ReadingKind]: {
    readonly settings: z.ZodType<ReadingShapes[Kind]['settings']>;
    readonly value: z.ZodType<ReadingShapes[Kind]['value']>;
  };
} = {
  drift: { settings: z.object({ side, limit: count.nullable() }), value: drift },
  representation: {
    settings: z.object({ limit: count, intervene: count, layer: count.nullable() }),
    value: representation,
  },
  weights: { settings: z.object({ directions: count }), value: weights },
};
