import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAdapterConfig } from '../../../../../src/engine/adapters/peft/adapterConfig';
import type { LoraPair } from '../../../../../src/engine/adapters/peft/adapterTensors';
import { checkTargets } from '../../../../../src/engine/adapters/peft/checkTargets';
import { parseStoredModule } from '../../../../../src/engine/checkpoints/projections';

const layers = [0, 1, 2, 3];
const inLayer = {
  self_attn: ['q_proj', 'k_proj', 'v_proj', 'o_proj'],
  mlp: ['gate_proj', 'up_proj', 'down_proj'],
};
const linear = layers.flatMap((layer) =>
  Object.entries(inLayer).flatMap(([part, names]) =>
    names.map((name) => `model.layers.${layer}.${part}.${name}`),
  ),
);
const shapes = new Map(
  [
    'model.embed_tokens',
    'model.norm',
    'lm_head',
    ...linear,
    ...layers.map((n) => `model.layers.${n}.input_layernorm`),
  ].map((module) => [`${module}.weight`, [8, 8]] as const),
);
const tensor = {
  file: 'adapter_model.safetensors',
  start: 0,
  byteLength: 0,
  dtype: 'F32',
  shape: [8, 8],
} as unknown as LoraPair['a'];

function pairsOf(modules: readonly string[]): LoraPair[] {
  return modules.flatMap((module) => {
    const place = parseStoredModule(module);
    return place === null ? [] : [{ ...place, module, a: tensor, b: tensor, magnitude: null }];
  });
}

/** Which of these modules' matrices are taken, short, with what is remarked. */
function taken(config: object, modules: readonly string[]): { taken: string[]; remarks: string[] } {
  const remarks: string[] = [];
  const parsed = parseAdapterConfig({ peft_type: 'LORA', ...config });
  const pairs = checkTargets(parsed, pairsOf(modules), new Map(), shapes, remarks);
  return { taken: pairs.map(({ layer, projections }) => `${layer}.${projections.join('+')}`), remarks };
}

const ending = (...names: string[]) => linear.filter((module) => names.some((name) => module.endsWith(name)));
const atLayers = (names: readonly string[], ...of: number[]) =>
  of.flatMap((n) => names.map((name) => `${n}.${name}`));

test.each([
  [
    'modules beside the targets',
    { target_modules: ['q_proj'] },
    ending('q_proj', 'k_proj'),
    atLayers(['q_proj'], 0, 1, 2, 3),
  ],
  [
    'layers beside those to transform',
    { target_modules: ['q_proj'], layers_to_transform: [1, 3] },
    ending('q_proj'),
    atLayers(['q_proj'], 1, 3),
  ],
  [
    'one layer, by a number',
    { target_modules: ['q_proj'], layers_to_transform: 2, layers_pattern: 'layers' },
    ending('q_proj'),
    ['2.q_proj'],
  ],
  [
    'modules that are excluded',
    { target_modules: ['q_proj', 'v_proj'], exclude_modules: ['layers.0.self_attn.q_proj'] },
    ending('q_proj').concat(ending('v_proj')),
    [...atLayers(['q_proj'], 1, 2, 3), ...atLayers(['v_proj'], 0, 1, 2, 3)],
  ],
  [
    'modules that a pattern excludes',
    { target_modules: ['q_proj'], exclude_modules: String.raw`.*\.[01]\..*` },
    ending('q_proj'),
    atLayers(['q_proj'], 2, 3),
  ],
])('left out as PEFT leaves it out: %s', (_, config, file, want) => {
  const { taken: got, remarks } = taken(config, file);
  expect(got).toEqual(want);
  expect(remarks.join()).toMatch(/are no targets of adapter_config\.json and are left out, as PEFT does/);
});

test.each([
  ['an end of the text', String.raw`.*\.q_proj\Z`],
  ['a beginning', String.raw`\A.*q_proj`],
  ['a flag', '(?i).*Q_PROJ'],
  ['a group with a name', String.raw`.*\.(?P<kind>q)_proj`],
  ['a comment', '.*q_proj(?# the queries)'],
  ['at most so many', String.raw`model\.layers\.\d{,2}\.self_attn\.q_proj`],
  ['a set that begins with its bracket', '.*[]q]_proj'],
  ['lookaround', String.raw`.*(?<=\.)q_proj(?!x)`],
])("Python's regular expression, %s", (_, pattern) => {
  expect(taken({ target_modules: pattern }, ending('q_proj'))).toEqual({
    taken: atLayers(['q_proj'], 0, 1, 2, 3),
    remarks: [],
  });
});

test.each([
  ['a reference', String.raw`.*(q)_proj\1`, /a reference to a group/],
  ['a reference by name', '.*(?P<a>q)_proj(?P=a)', /the group \(\?P=/],
  ['a possessive quantifier', '.*+q_proj', /a possessive quantifier/],
  ['an atomic group', '(?>.*)q_proj', /the group/],
  ['a condition', '(x)?(?(1)a|b)', /the group/],
  ['verbose', '(?x) .* q_proj', /the flag x/],
  ['an escape that Python has not', String.raw`.*\hq_proj`, /the escape \\h/],
  ['a bracket without an end', '.*[q', /a set without an end/],
  ['a parenthesis without an end', '.*(q', /cannot be used/],
  ['a norm', '.*norm', /have no low-rank updates/],
])('refused clearly: %s', (_, pattern, message) => {
  expect(() => taken({ target_modules: pattern }, ending('q_proj'))).toThrow(message);
});

test.each([
  [
    'a pattern that matches nothing',
    { target_modules: String.raw`model\.language_model\..*q_proj` },
    /No module of the base is a target/,
  ],
  [
    'a list that matches nothing',
    { target_modules: ['query_key_value'] },
    /No module of the base is a target/,
  ],
  [
    'everything excluded',
    { target_modules: ['q_proj'], exclude_modules: ['q_proj'] },
    /No module of the base is a target/,
  ],
  ['a beginning is not the whole', { target_modules: String.raw`model\.layers` }, /No module|no low-rank/],
  [
    'the head is a target without matrices',
    { target_modules: ['q_proj', 'lm_head'] },
    /lack 1 modules of target_modules: lm_head/,
  ],
  [
    'a layer without matrices',
    { target_modules: ['q_proj', 'o_proj'], layers_to_transform: [0] },
    /lack 1 modules of target_modules: model\.layers\.0\.self_attn\.o_proj/,
  ],
  [
    'layers beside a pattern',
    { target_modules: '.*q_proj', layers_to_transform: [0] },
    /layers_to_transform beside/,
  ],
])('refused: %s', (_, config, message) => {
  expect(() => taken(config, ending('q_proj'))).toThrow(message);
});

const shared = new URL('../../../../../../shared/cases/adapters/', import.meta.url);
if (!existsSync(shared)) console.log('Skipping the shared adapters: ../shared/cases is not there.');

test.skipIf(!existsSync(shared)).each([
  ['extra_layers', atLayers(['q_proj', 'v_proj'], 0, 1)],
  ['extra_module', atLayers(['q_proj', 'v_proj'], 0, 1, 2, 3)],
  ['regex_pyZ', atLayers(['q_proj', 'v_proj'], 0, 1, 2, 3)],
  ['regex_nomatch', /No module of the base is a target/],
  ['target_head_missing', /lack 1 modules of target_modules: lm_head/],
])('the shared adapter %s', (name, want) => {
  const config = JSON.parse(readFileSync(new URL(`${name}/adapter_config.json`, shared), 'utf8')) as object;
  const bytes = readFileSync(new URL(`${name}/adapter_model.safetensors`, shared));
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString();
  const modules = Object.keys(JSON.parse(header) as object).flatMap(
    (key) => /^base_model\.model\.(.+)\.lora_A\.weight$/.exec(key)?.[1] ?? [],
  );
  if (want instanceof RegExp) expect(() => taken(config, modules)).toThrow(want);
  else expect(taken(config, modules).taken).toEqual(want);
});
