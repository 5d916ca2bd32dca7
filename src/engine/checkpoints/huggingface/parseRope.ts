// Rotary embedding settings out of config.json: `rope_theta` with `rope_scaling` (`type` or `rope_type`), or `rope_parameters`
// as transformers 5 writes them, for all layers or by type of layer.
import { z } from 'zod';
import { checkShape } from '../../files/jsonFile';
import type { RopeScaling } from '../checkpoint';
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
  partial_rotary_factor: z.number().nullish(),
});

const ropeSchema = z.looseObject({
  rope_theta: positive.nullish(),
  rope_scaling: z.looseObject({}).nullish(),
  rope_parameters: z.looseObject({}).nullish(),
  layer_types: z.array(z.string()).nullish(),
  partial_rotary_factor: z.number().nullish(),
});

/** @throws GuardrailError checkpointUnsupported naming another kind of scaling; checkpointCorrupt for missing numbers. */
export function parseRope(json: unknown): { ropeTheta: number; ropeScaling: RopeScaling | null } {
  const raw = checkShape(ropeSchema, json, 'config.json', modelConfigFile);
  const scaling = chosenScaling(raw);
  const partial = raw.partial_rotary_factor ?? scaling?.partial_rotary_factor ?? 1;
  if (partial !== 1) {
    throw checkpointUnsupported(
      `Rotary embeddings on a part of each head (partial_rotary_factor ${partial}) are not supported.`,
      'Supported: the whole head.',
    );
  }
  return {
    ropeTheta: scaling?.rope_theta ?? raw.rope_theta ?? 10_000,
    ropeScaling: scaling === null ? null : parseScaling(scaling),
  };
}

/** Where both are there transformers takes rope_scaling, old and new; an empty one counts as none. */
function chosenScaling(raw: z.infer<typeof ropeSchema>): z.infer<typeof scalingSchema> | null {
  const chosen = [raw.rope_scaling, raw.rope_parameters].find(
    (settings) => settings !== null && settings !== undefined && Object.keys(settings).length > 0,
  );
  if (chosen === null || chosen === undefined) return null;
  return checkShape(
    scalingSchema,
    forAllLayers(chosen, raw.layer_types ?? []),
    'config.json',
    modelConfigFile,
  );
}

/** Settings by type of layer, where all layers are of one type; others as they are. */
function forAllLayers(settings: Readonly<Record<string, unknown>>, layerTypes: readonly string[]): unknown {
  const byType = Object.entries(settings).filter(([, value]) => typeof value === 'object' && value !== null);
  const plain = Object.keys(settings).filter(
    (key) => key === 'rope_type' || key === 'type' || key === 'rope_theta',
  );
  if (byType.length === 0 || plain.length > 0) return settings;
  const used = new Set(layerTypes);
  const wanted = used.size === 0 ? byType : byType.filter(([type]) => used.has(type));
  const [first, ...others] = wanted.map(([, value]) => value);
  if (wanted.length === Math.max(1, used.size) && others.length === 0) return first;
  throw checkpointUnsupported(
    `The rotary embeddings of config.json differ by type of layer (${byType.map(([type]) => type).join(', ')}).`,
    'Supported: one setting for all layers.',
  );
}

function parseScaling(scaling: z.infer<typeof scalingSchema>): RopeScaling | null {
  const type = scaling.rope_type ?? scaling.type ?? 'default';
  if (type === 'default') return null;
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
    'Supported: none, linear, llama3.',
  );
}

function required(value: number | null | undefined, type: string, name: string): number {
  if (value === undefined || value === null) {
    throw checkpointCorrupt(`config.json: ${type} rope scaling lacks ${name}.`);
  }
  return value;
}
