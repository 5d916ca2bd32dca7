// Policies on disk: what is written is what acts, an ONNX model acts as the same network, and what does not fit is refused.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Mlp } from '../../../../../src/engine/control/network/mlp';
import { openPolicy } from '../../../../../src/engine/control/policy/openPolicy';
import { readPolicy } from '../../../../../src/engine/control/policy/policyFile';
import { trainControl } from '../../../../../src/engine/control/trainControl';
import { seededRandom } from '../../../../../src/safety/random';
import { controlMethodIds } from '../../../../../src/protocol/control';
import { straight, writeLinearPolicy } from '../../../../support/controlPolicy';
import { scratchFolder } from '../../../../support/scratch';
import { onnxPolicy } from '../../../../support/onnxPolicy';

const observation = Float32Array.from({ length: 15 }, (_, i) => Math.sin(i));
const call = { signal: new AbortController().signal, progress: () => undefined };

describe.each(controlMethodIds)('a policy that %s trained', (method) => {
  test('is read again as it acts, with every option', async () => {
    const target = join(scratchFolder(), method);
    const request = {
      environment: 'cart-pole-zone',
      method,
      options: {},
      steps: 300,
      seed: 1,
      target,
    } as const;
    const { curve } = await trainControl(request, call);
    expect(curve.at(-1)?.steps).toBe(300);
    const file = await readPolicy(target);
    expect(file.config).toMatchObject({ environment: 'cart-pole-zone', method, steps: 300, seed: 1 });
    if (method !== 'ppo') expect(Object.keys(file.config.options).length).toBeGreaterThan(0);
    const policy = await openPolicy(file);
    const mean = await policy.mean(policy.actor.features(observation.slice(0, 6)));
    expect(mean).toHaveLength(1);
    await expect(trainControl(request, call)).rejects.toMatchObject({ code: 'invalidRequest' });
  });
});

test('an ONNX model acts as the network that it was made of', async () => {
  const folder = scratchFolder();
  const network = Mlp.create([15, 8, 2], seededRandom(1));
  await writeFile(join(folder, 'policy.onnx'), onnxPolicy(network));
  await writeFile(
    join(folder, 'config.json'),
    '{"model_type": "control-policy", "environment": "point-hazards"}',
  );
  const file = await readPolicy(folder);
  expect(file.weights.format).toBe('onnx');
  const policy = await openPolicy(file);
  const own = await policy.mean(observation);
  const wanted = network.evaluate(observation);
  for (const [i, value] of wanted.entries()) expect(own[i]).toBeCloseTo(value, 5);
  await policy.dispose();
});

describe('is refused', () => {
  test('a folder without a configuration', async () => {
    await expect(readPolicy(scratchFolder())).rejects.toMatchObject({ code: 'checkpointNotFound' });
  });

  test('another model’s configuration, and a method that there is not', async () => {
    const folder = scratchFolder();
    for (const config of [
      '{"model_type": "llama"}',
      '{"model_type": "control-policy", "environment": "moon"}',
      '{',
    ]) {
      await writeFile(join(folder, 'config.json'), config);
      await expect(readPolicy(folder)).rejects.toMatchObject({ code: 'checkpointCorrupt' });
    }
  });

  test('a network of another environment', async () => {
    const folder = scratchFolder();
    const path = await writeLinearPolicy(folder, 'straight', straight);
    const config = await readFile(join(path, 'config.json'), 'utf8');
    await writeFile(join(path, 'config.json'), config.replace('point-hazards', 'cart-pole-zone'));
    await expect(readPolicy(path)).rejects.toThrow(/network policy with 1 outputs/u);
  });

  test('an ONNX model of another size', async () => {
    const folder = join(scratchFolder(), 'p');
    await mkdir(folder);
    await writeFile(join(folder, 'policy.onnx'), onnxPolicy(Mlp.create([15, 3], seededRandom(1))));
    await writeFile(
      join(folder, 'config.json'),
      '{"model_type": "control-policy", "environment": "point-hazards"}',
    );
    const policy = await openPolicy(await readPolicy(folder));
    await expect(policy.mean(observation)).rejects.toThrow(
      /gives 3 numbers; actions of point-hazards have 2/u,
    );
    await policy.dispose();
  });
});
