// The linear projections of a decoder's block: names, shapes, and where Hugging Face puts them. Knows no checkpoint.

export const projections = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
] as const;
export type Projection = (typeof projections)[number];

/** Projections that some architectures store as one matrix, one above the other. */
export const joinedProjections = {
  qkv_proj: ['q_proj', 'k_proj', 'v_proj'],
  gate_up_proj: ['gate_proj', 'up_proj'],
} as const satisfies Record<string, readonly Projection[]>;
export type JoinedProjection = keyof typeof joinedProjections;

export interface ProjectionPlace {
  readonly layer: number;
  readonly projection: Projection;
}

/** The sizes of a decoder that the shapes of its projections follow from. */
export interface DecoderSizes {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** [out, in] */
export function projectionShape(sizes: DecoderSizes, projection: Projection): readonly [number, number] {
  const query = sizes.heads * sizes.headDim;
  const keyValue = sizes.kvHeads * sizes.headDim;
  switch (projection) {
    case 'q_proj':
      return [query, sizes.hiddenSize];
    case 'k_proj':
    case 'v_proj':
      return [keyValue, sizes.hiddenSize];
    case 'o_proj':
      return [sizes.hiddenSize, query];
    case 'gate_proj':
    case 'up_proj':
      return [sizes.intermediateSize, sizes.hiddenSize];
    case 'down_proj':
      return [sizes.hiddenSize, sizes.intermediateSize];
  }
}

const sublayers: Readonly<Record<Projection, 'self_attn' | 'mlp'>> = {
  q_proj: 'self_attn',
  k_proj: 'self_attn',
  v_proj: 'self_attn',
  o_proj: 'self_attn',
  gate_proj: 'mlp',
  up_proj: 'mlp',
  down_proj: 'mlp',
};

/** Hugging Face's name of the module, for example model.layers.0.self_attn.q_proj. */
export function moduleName({ layer, projection }: ProjectionPlace): string {
  return `model.layers.${layer}.${sublayers[projection]}.${projection}`;
}

const moduleForm = /^model\.layers\.(\d{1,6})\.(?:self_attn|mlp)\.([a-z_]+_proj)$/;

/** The projections that a module holds, one above the other; null: it is no projection. */
export function parseStoredModule(
  name: string,
): { readonly layer: number; readonly projections: readonly Projection[] } | null {
  const place = parseModuleName(name);
  if (place !== null) return { layer: place.layer, projections: [place.projection] };
  const [, layer, last] = moduleForm.exec(name) ?? [];
  const joined = (['qkv_proj', 'gate_up_proj'] as const).find((candidate) => candidate === last);
  return layer === undefined || joined === undefined
    ? null
    : { layer: Number(layer), projections: joinedProjections[joined] };
}

/** The place that a module's name stands for; null: not one of the seven projections. */
export function parseModuleName(name: string): ProjectionPlace | null {
  const [, layer, last] = moduleForm.exec(name) ?? [];
  const projection = projections.find((candidate) => candidate === last);
  return layer === undefined || projection === undefined ? null : { layer: Number(layer), projection };
}

/** Hugging Face's name of the module that holds several projections. */
export function joinedModuleName(layer: number, joined: JoinedProjection): string {
  return `model.layers.${layer}.${sublayers[joinedProjections[joined][0]]}.${joined}`;
}
