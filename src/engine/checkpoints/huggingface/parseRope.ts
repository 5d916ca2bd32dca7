// Rotary embedding settings out of config.json: `rope_theta` with `rope_scaling` (`type` or `rope_type`), or `rope_parameters`
// as transformers 5 writes them, for all layers or by type of layer.
import { z } from 'zod';
import { checkShape } from '../../files/jsonFile';
import type { RopeScaling, RopeSettings } from '../architectures/decoderTraits';
import type { StatedRopes } from '../architectures/describeDecoder';
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
  partial_rotary_factor: z.number().nullish(),
});

/** Under which rope_parameters may have settings by type of layer. */
const layerTypes: ReadonlySet<string> = new Set(['full_attention', 'sliding_attention']);

/**
 * @param defaultTheta where config.json states none
 * @throws GuardrailError checkpointUnsupported naming another kind of scaling; checkpointCorrupt for missing numbers.
 */
export function parseRope(json: unknown, defaultTheta: number): StatedRopes {
  const raw = checkShape(ropeSchema, json, 'config.json', modelConfigFile);
  const { full, sliding } = chosenSettings(raw);
  const settings = (chosen: z.infer<typeof scalingSchema> | null): RopeSettings => {
    const partial = raw.partial_rotary_factor ?? chosen?.partial_rotary_factor ?? 1;
    if (partial !== 1) {
      throw checkpointUnsupported(
        `Rotary embeddings on a part of each head (partial_rotary_factor ${partial}) are not supported.`,
        'Supported: the whole head.',
      );
    }
    return {
      theta: chosen?.rope_theta ?? raw.rope_theta ?? defaultTheta,
      scaling: chosen === null ? null : parseScaling(chosen),
    };
  };
  return { full: settings(full), sliding: sliding === null ? null : settings(sliding) };
}

interface ChosenSettings {
  readonly full: z.infer<typeof scalingSchema> | null;
  /** null: as the architecture has it. */
  readonly sliding: z.infer<typeof scalingSchema> | null;
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
  const checked = (settings: unknown): z.infer<typeof scalingSchema> =>
    checkShape(scalingSchema, settings, 'config.json', modelConfigFile);
  const nested = Object.keys(chosen).filter((key) => layerTypes.has(key) && chosen[key] !== null);
  if (nested.length === 0) return { full: checked(chosen), sliding: null };
  const { full_attention: full = null, sliding_attention: sliding = null } = chosen;
  return {
    full: full === null ? null : checked(full),
    sliding: sliding === null ? null : checked(sliding),
  };
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
