// A control policy on disk: config.json and model.safetensors, or an ONNX model in the place of the latter.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { controlEnvironmentIds, controlMethodIds } from '../../../protocol/control';
import { policyConfigName, policyModelType } from '../../../protocol/subjects';
import { environmentOf } from '../../../safety/control/environments';
import { throwIfCancelled } from '../../cancellation';
import { checkpointCorrupt, checkpointFile, checkpointNotFound } from '../../checkpoints/checkpointErrors';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { readSafetensorsHeader } from '../../checkpoints/safetensors/readHeader';
import { float32Tensors, writeSafetensors } from '../../checkpoints/safetensors/writeSafetensors';
import { makeFolder, writeFileAtomically } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import type { LearnedParts } from '../methods/learner';
import { Mlp, type Layer } from '../network/mlp';
import { GaussianPolicy } from './gaussianPolicy';

export const policyWeightsName = 'model.safetensors';
export const onnxPolicyName = 'policy.onnx';
const mostConfigBytes = 1_000_000;
const mostModelBytes = 1_000_000_000;

const configSchema = z.object({
  model_type: z.literal(policyModelType),
  environment: z.enum(controlEnvironmentIds),
  /** What trained it, and acts with it; a policy from elsewhere is plain. */
  method: z.enum(controlMethodIds).default('ppo'),
  options: z.record(z.string(), z.unknown()).default({}),
  /** In the environment; null: not known. */
  steps: z.int().min(0).nullable().default(null),
  seed: z.int().nullable().default(null),
});

export type PolicyConfig = z.infer<typeof configSchema>;

export interface SavedPolicy {
  readonly policy: GaussianPolicy;
  readonly parts: LearnedParts;
}

export interface PolicyFile {
  readonly folder: string;
  readonly config: PolicyConfig;
  /** Hex SHA-256 of configuration and weights. */
  readonly fingerprint: string;
  readonly weights:
    | ({ readonly format: 'safetensors' } & SavedPolicy)
    | { readonly format: 'onnx'; readonly model: Uint8Array };
}

/** @throws GuardrailError storeWriteFailed */
export async function writePolicy(
  folder: string,
  config: PolicyConfig,
  { policy, parts }: SavedPolicy,
): Promise<void> {
  await makeFolder(folder);
  const networks = { policy: policy.mean, ...parts.networks };
  const tensors = [
    ...Object.entries(networks).flatMap(([name, network]) => networkTensors(name, network)),
    { name: 'policy.log_std', shape: [policy.logStd.length], data: policy.logStd },
    ...Object.entries(parts.arrays).map(([name, array]) => ({ name, ...array })),
  ];
  await writeSafetensors(join(folder, policyWeightsName), float32Tensors('', tensors));
  // Last: a folder with a configuration is whole.
  await writeFileAtomically(join(folder, policyConfigName), `${JSON.stringify(config, null, 2)}\n`);
}

/**
 * Reads everything; small as policies are, nothing is left on disk.
 * @throws GuardrailError checkpointNotFound, checkpointCorrupt, checkpointUnsupported; cancelled
 */
export async function readPolicy(folder: string, signal?: AbortSignal): Promise<PolicyFile> {
  const path = join(folder, policyConfigName);
  const config = await readJsonFile(path, configSchema, checkpointFile(mostConfigBytes));
  if (config === null) {
    throw checkpointNotFound(
      `${folder} is no control policy: it has no ${policyConfigName}.`,
      'Name a folder that "guardrail-lens control train" wrote, or put a config.json beside policy.onnx.',
    );
  }
  throwIfCancelled(signal);
  const model = await readModel(join(folder, onnxPolicyName));
  const weights = join(folder, policyWeightsName);
  const hash = createHash('sha256').update(JSON.stringify(config));
  if (model !== null) {
    return {
      folder,
      config,
      fingerprint: hash.update(model).digest('hex'),
      weights: { format: 'onnx', model },
    };
  }
  const saved = await readWeights(weights, config);
  const fingerprint = hash.update(await readFile(weights)).digest('hex');
  return { folder, config, fingerprint, weights: { format: 'safetensors', ...saved } };
}

async function readModel(path: string): Promise<Uint8Array | null> {
  const size = await stat(path).then(
    (facts) => facts.size,
    () => null,
  );
  if (size === null) return null;
  if (size > mostModelBytes) throw checkpointCorrupt(`${path} has ${size} bytes, too many for a policy.`);
  return readFile(path);
}

async function readWeights(path: string, config: PolicyConfig): Promise<SavedPolicy> {
  const { tensors } = await readSafetensorsHeader(path);
  const read = new Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>();
  for (const [name, tensor] of tensors)
    read.set(name, { shape: tensor.shape, data: await readFloats(tensor) });
  const networks: Record<string, Mlp> = {};
  for (const name of new Set([...read.keys()].flatMap((key) => /^(\w+)\.0\.weight$/u.exec(key)?.[1] ?? []))) {
    networks[name] = networkOf(name, read, path);
  }
  const { policy: mean, ...others } = networks;
  const { actionSize } = environmentOf(config.environment);
  if (mean?.outputs !== actionSize) {
    throw checkpointCorrupt(
      `${path} has no network policy with ${actionSize} outputs, as actions of ${config.environment} have.`,
    );
  }
  const logStd = read.get('policy.log_std')?.data ?? new Float32Array(actionSize);
  const arrays = [...read].filter(([name]) => !/^\w+\.(\d+\.(weight|bias)|log_std)$/u.test(name));
  return {
    policy: new GaussianPolicy(mean, logStd),
    parts: { networks: others, arrays: Object.fromEntries(arrays) },
  };
}

function networkTensors(name: string, network: Mlp) {
  return network.layers.flatMap(({ inputs, outputs, weight, bias }, index) => [
    { name: `${name}.${2 * index}.weight`, shape: [outputs, inputs], data: weight },
    { name: `${name}.${2 * index}.bias`, shape: [outputs], data: bias },
  ]);
}

/** Layers that follow one another. @throws GuardrailError checkpointCorrupt */
function networkOf(
  name: string,
  read: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>,
  path: string,
): Mlp {
  const layers: Layer[] = [];
  for (;;) {
    const weight = read.get(`${name}.${2 * layers.length}.weight`);
    if (weight === undefined) return new Mlp(layers);
    const bias = read.get(`${name}.${2 * layers.length}.bias`);
    const [outputs = 0, inputs = 0] = weight.shape;
    const before = layers.at(-1)?.outputs ?? inputs;
    if (weight.shape.length !== 2 || bias?.data.length !== outputs || before !== inputs) {
      throw checkpointCorrupt(
        `Layer ${2 * layers.length} of the network ${name} in ${path} does not fit the one before it.`,
      );
    }
    layers.push({ inputs, outputs, weight: weight.data, bias: bias.data });
  }
}
