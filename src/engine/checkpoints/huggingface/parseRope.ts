// Rotary embedding settings out of config.json: `rope_theta` with `rope_scaling` (`type` or `rope_type`), or `rope_parameters`
// as transformers 5 writes them, for all layers or by type of layer.
import { z } from 'zod';
import { checkShape } from '../../files/jsonFile';
import type { RopeScaling, RopeSettings } from '../architectures/decoderTraits';
import type { StatedRopes } from '../architectures/describeDecoder';
import { longropeFactor } from '../architectures/longropeFactor';
import { checkpointCorrupt, checkpointUnsupported } from '../checkpointErrors';
import { modelConfigFile } from './modelConfigFile';

const positive = z.number().positive();

const scalingSchema = z.looseObject({
  rope_type: z.string().nullish(),
  type: z.string().nullish(),
  rope_theta: positive.nullish(),
  factor: positive.nullish(),
  low_freq_factor: positive.nullish(),
  high_freq_factor: positive.nullish(),
  original_max_position_embeddings: z.number().int().positive().nullish(),
  beta_fast: positive.nullish(),
  beta_slow: positive.nullish(),
  truncate: z.boolean().nullish(),
  attention_factor: positive.nullish(),
  mscale: z.number().nonnegative().nullish(),
  mscale_all_dim: z.number().nonnegative().nullish(),
  short_factor: z.array(positive).max(4096).nullish(),
  llama_4_scaling_beta: z.number().nullish(),
  partial_rotary_factor: z.number().positive().max(1).nullish(),
});
type ScalingFields = z.infer<typeof scalingSchema>;

const ropeSchema = z.looseObject({
  rope_theta: positive.nullish(),
  rope_scaling: z.looseObject({}).nullish(),
  rope_parameters: z.looseObject({}).nullish(),
  max_position_embeddings: z.number().int().positive().nullish(),
  original_max_position_embeddings: z.number().int().positive().nullish(),
});

/** Under which rope_parameters may have settings by type of layer. */
const layerTypes: ReadonlySet<string> = new Set(['full_attention', 'sliding_attention']);

/**
 * @param defaults where config.json states none
 * @throws GuardrailError checkpointUnsupported naming another kind of scaling; checkpointCorrupt for missing numbers.
 */
export function parseRope(
  json: unknown,
  defaults: { readonly theta: number; readonly positions: number },
): StatedRopes {
  const raw = checkShape(ropeSchema, json, 'config.json', modelConfigFile);
  const { full, sliding } = chosenSettings(raw);
  const positions = raw.max_position_embeddings ?? defaults.positions;
  const settings = (chosen: ScalingFields | null): RopeSettings => {
    const theta = chosen?.rope_theta ?? raw.rope_theta ?? defaults.theta;
    if (chosen === null) return { theta, scaling: null };
    const original = raw.original_max_position_embeddings ?? chosen.original_max_position_embeddings ?? null;
    return { theta, scaling: parseScaling(chosen, { original, positions }) };
  };
  return {
    full: settings(full),
    sliding: sliding === null ? null : settings(sliding),
    part: full?.partial_rotary_factor ?? null,
    limit: full === null ? null : limitOf(full, raw.original_max_position_embeddings ?? positions),
  };
}

/**
 * The factors of longrope change for texts that are longer than the original positions, as dynamic scaling and the scale of
 * Ministral 3's queries begin to; a cache of keys does not survive that, and up to there nothing changes.
 */
function limitOf(scaling: ScalingFields, original: number): number | null {
  const type = scaling.rope_type ?? scaling.type ?? 'default';
  const changes = longropeNames.has(type) || type === 'dynamic' || (scaling.llama_4_scaling_beta ?? 0) !== 0;
  return changes ? (scaling.original_max_position_embeddings ?? original) : null;
}

interface ChosenSettings {
  readonly full: ScalingFields | null;
  /** null: as the architecture has it. */
  readonly sliding: ScalingFields | null;
}

/**
 * Where both are there transformers takes rope_scaling, old and new; an empty one counts as none. Settings may stand by type of
 * layer.
 */
function chosenSettings(raw: z.infer<typeof ropeSchema>): ChosenSettings {
  const chosen = [raw.rope_scaling, raw.rope_parameters].find(
    (settings) => settings !== null && settings !== undefined && Object.keys(settings).length > 0,
  );
  if (chosen === null || chosen === undefined) return { full: null, sliding: null };
  const checked = (settings: unknown): ScalingFields =>
    checkShape(scalingSchema, settings, 'config.json', modelConfigFile);
  const nested = Object.keys(chosen).filter((key) => layerTypes.has(key) && chosen[key] !== null);
  if (nested.length === 0) return { full: checked(chosen), sliding: null };
  const { full_attention: full = null, sliding_attention: sliding = null } = chosen;
  return {
    full: full === null ? null : checked(full),
    sliding: sliding === null ? null : checked(sliding),
  };
}

/** How many positions a model has, and had before its rotary embedding was scaled; null: it is not stated. */
interface Positions {
  readonly positions: number;
  readonly original: number | null;
}

function parseScaling(scaling: ScalingFields, places: Positions): RopeScaling | null {
  const type = scaling.rope_type ?? scaling.type ?? 'default';
  // Dynamic scaling changes nothing up to the limit.
  if (type === 'default' || type === 'dynamic') return null;
  if (type === 'yarn') return yarn(scaling, places);
  if (longropeNames.has(type)) return longrope(scaling, places);
  if (type === 'linear') return { type, factor: required(scaling.factor, type, 'factor') };
  if (type === 'llama3') {
    const lowFreqFactor = required(scaling.low_freq_factor, type, 'low_freq_factor');
    const highFreqFactor = required(scaling.high_freq_factor, type, 'high_freq_factor');
    if (highFreqFactor <= lowFreqFactor) {
      throw checkpointCorrupt(
        `config.json: llama3 rope scaling has high_freq_factor ${highFreqFactor}, not above low_freq_factor ${lowFreqFactor}.`,
      );
    }
    return {
      type,
      factor: required(scaling.factor, type, 'factor'),
      lowFreqFactor,
      highFreqFactor,
      originalMaxPositions: required(
        scaling.original_max_position_embeddings,
        type,
        'original_max_position_embeddings',
      ),
    };
  }
  throw checkpointUnsupported(
    `Rope scaling of type "${type}" is not supported.`,
    'Supported: none, linear, dynamic, llama3, yarn, longrope.',
  );
}

/** Phi-3's own names of longrope, old and new. */
const longropeNames: ReadonlySet<string> = new Set(['longrope', 'su']);

/** Peng et al. 2023, arXiv 2309.00071; the factor of cosines and sines as in transformers' `_compute_yarn_parameters`. */
function yarn(scaling: ScalingFields, { positions, original }: Positions): RopeScaling {
  const implied = original === null ? null : positions / original;
  const factor = required(scaling.factor ?? implied, 'yarn', 'factor');
  const mscale = (weight: number): number => (factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1);
  const { mscale: own = null, mscale_all_dim: all = null } = scaling;
  const inferred = own !== null && all !== null && own * all !== 0 ? mscale(own) / mscale(all) : mscale(1);
  return {
    type: 'yarn',
    factor,
    originalMaxPositions: original ?? positions,
    betaFast: scaling.beta_fast ?? 32,
    betaSlow: scaling.beta_slow ?? 1,
    truncate: scaling.truncate ?? true,
    attentionFactor: scaling.attention_factor ?? inferred,
  };
}

/** Ding et al. 2024, arXiv 2402.13753: the factors for texts within the original positions. */
function longrope(scaling: ScalingFields, { positions, original }: Positions): RopeScaling {
  const divisors = scaling.short_factor ?? null;
  if (divisors === null) throw checkpointCorrupt('config.json: longrope rope scaling lacks short_factor.');
  const before = original ?? positions;
  const factor = scaling.factor ?? positions / before;
  return {
    type: 'longrope',
    divisors,
    attentionFactor: scaling.attention_factor ?? longropeFactor(factor, before),
  };
}

function required(value: number | null | undefined, type: string, name: string): number {
  if (value === undefined || value === null) {
    throw checkpointCorrupt(`config.json: ${type} rope scaling lacks ${name}.`);
  }
  return value;
}
