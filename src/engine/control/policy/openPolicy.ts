// A policy ready to act: its means from its networks, or from an ONNX model.
import { environmentOf } from '../../../safety/control/environments';
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import { createSession, float32Data, float32Tensor } from '../../runtime/session';
import { controlMethods } from '../methods/methods';
import { plainActor, type Actor } from '../methods/controlMethod';
import type { PolicyFile } from './policyFile';

export interface OpenPolicy {
  readonly actor: Actor;
  /** Of features [inputs] the mean action [action size]. */
  mean(features: Float32Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** @throws GuardrailError checkpointCorrupt where networks do not fit the environment; what ONNX Runtime reports */
export async function openPolicy(file: PolicyFile): Promise<OpenPolicy> {
  const { config, weights, folder } = file;
  const environment = environmentOf(config.environment);
  if (weights.format === 'safetensors') {
    const { policy, parts } = weights;
    const actor = controlMethods[config.method].actor(config.options, parts, policy, environment);
    const inputs = actor.features(new Float32Array(environment.observationSize)).length;
    if (policy.mean.inputs !== inputs) {
      throw checkpointCorrupt(
        `The policy in ${folder} reads ${policy.mean.inputs} numbers, and an observation of ${config.environment} gives ${inputs}.`,
      );
    }
    return {
      actor,
      mean: (features) => Promise.resolve(policy.mean.evaluate(features)),
      dispose: () => Promise.resolve(),
    };
  }
  const session = await createSession(weights.model, { executionProvider: 'cpu', threads: 1 });
  const [input, ...more] = session.inputNames;
  const [output] = session.outputNames;
  if (input === undefined || output === undefined || more.length > 0) {
    await session.dispose();
    throw checkpointCorrupt(
      `The ONNX policy in ${folder} has ${session.inputNames.length} inputs; one, float32 [1, observation size], is expected.`,
      'Export it with the observation as its only input and the mean action as its first output.',
    );
  }
  return {
    actor: plainActor,
    mean: async (features) => {
      const outputs = await session.run({ [input]: float32Tensor(features, [1, features.length]) }, [output]);
      const action = float32Data(outputs, output);
      if (action.length === environment.actionSize) return action;
      throw checkpointCorrupt(
        `The ONNX policy in ${folder} gives ${action.length} numbers; actions of ${config.environment} have ${environment.actionSize}.`,
      );
    },
    dispose: () => session.dispose(),
  };
}
