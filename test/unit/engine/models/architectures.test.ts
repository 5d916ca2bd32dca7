// Every architecture against transformers in float32: logits, greedy continuations in several layouts of the cache, and
// log-probabilities, entropies and gradients of the training graph.
import { describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../../../src/engine/checkpoints/checkpoint';
import { openHuggingFace } from '../../../../src/engine/checkpoints/huggingface/openHuggingFace';
import { joinedPlaces } from '../../../../src/engine/checkpoints/joinedTensors';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { joinedProjections, moduleName } from '../../../../src/engine/checkpoints/projections';
import { withEndTokens } from '../../../../src/engine/checkpoints/withEndTokens';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { createTrainingModel } from '../../../../src/engine/training/model/createTrainingModel';
import { expectError, optionsIn, temporaryFolder } from '../checkpoints/tinyFolders';
import { gradientDeviation } from '../training/model/gradientDeviation';
import { weightedLoss } from '../training/model/weightedLoss';
import {
  adapterFolder,
  architectureFolder,
  architectureGoldens,
  readArchitectureGolden,
} from './hashedWeights';

/** The matrix that holds a projection in the files, or null. */
function joinedOf(name: string, config: ModelConfig): string | null {
  for (const { layer, joined, name: module } of joinedPlaces(config)) {
    const parts = joinedProjections[joined].map(
      (projection) => `${moduleName({ layer, projection })}.weight`,
    );
    if (parts.includes(name)) return `${module}.weight`;
  }
  return null;
}

function largestDifference(logits: Float32Array | undefined, expected: string): number {
  const bytes = Buffer.from(expected, 'base64');
  expect(logits?.length).toBe(bytes.byteLength / 4);
  return Math.max(...Array.from(logits ?? [], (x, i) => Math.abs(x - bytes.readFloatLE(4 * i))));
}

describe.each(architectureGoldens)('%s', (name) => {
  const golden = readArchitectureGolden(name);
  const open = () => openHuggingFace(architectureFolder(golden), optionsIn(temporaryFolder()));

  it('generates what transformers generates', async () => {
    const checkpoint = withEndTokens(await open(), []);
    const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
    const { prompt, greedy } = golden;
    const [logits] = await generator.logits([prompt]);
    expect(largestDifference(logits, golden.logits)).toBeLessThan(1e-4);

    // Alone, beside rows of other lengths, and as the second half of a text whose first half is generated anew.
    const half = Math.floor(greedy.length / 2);
    const prompts = [prompt, prompt.slice(0, 3), [...prompt, ...greedy.slice(0, half)]];
    const settings = { temperature: 0, topP: 1, topK: 0, stop: [], fixedBatch: false, maxNewTokens: 16 };
    for (const rows of [prompts.slice(0, 1), prompts]) {
      const tokens: (readonly number[])[] = [];
      await generator.generate(
        rows.map((promptIds, id) => ({ id, promptIds, seed: id })),
        { ...settings, batchSize: rows.length },
        { onRow: (id, generated) => (tokens[id] = generated.tokenIds) },
      );
      expect(tokens[0]).toEqual(greedy);
      if (rows.length > 1) expect(tokens[2]?.slice(0, greedy.length - half)).toEqual(greedy.slice(half));
    }
    await generator.dispose();
    await checkpoint.dispose();
  });

  const { adapter } = golden;
  it.skipIf(adapter === undefined)(
    'runs a PEFT adapter on matrices that hold several projections',
    async () => {
      if (adapter === undefined) return;
      const checkpoint = await openCheckpoint(
        { path: adapterFolder(adapter), basePath: architectureFolder(golden) },
        optionsIn(temporaryFolder()),
      );
      const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
      const [logits] = await generator.logits([golden.prompt]);
      expect(largestDifference(logits, adapter.logits)).toBeLessThan(1e-4);
      await generator.dispose();
      const training = createTrainingModel(checkpoint, {
        method: { kind: 'lora', rank: 2, alpha: 4, targets: ['q_proj'], rslora: false, dropout: 0, seed: 1 },
        loss: weightedLoss,
        temperature: 1,
        recompute: false,
        microBatchTokens: 24,
        executionProvider: 'cpu',
      });
      await expectError(training, 'configInvalid', /Low-rank updates of .* cannot be trained/);
      await checkpoint.dispose();
    },
  );

  it('has the gradients of PyTorch', async () => {
    const { training } = golden;
    const checkpoint = await open();
    const model = await createTrainingModel(checkpoint, {
      method: { kind: 'full' },
      loss: weightedLoss,
      temperature: training.temperature,
      recompute: true,
      microBatchTokens: 24,
      executionProvider: 'cpu',
      threads: 1,
    });
    const gradients = model.trainables.map(({ data }) => new Float32Array(data.length));
    const rows = { ids: training.ids, scored: training.scored };
    const weights = Float32Array.from(training.weights);
    const step = await model.accumulate(rows, { weights }, gradients);
    const byName = new Map(model.trainables.map(({ name: own }, index) => [own, gradients[index]]));
    const stored = [...byName.keys()].filter((own) => joinedOf(own, checkpoint.config) === null);
    const joined = [...joinedPlaces(checkpoint.config)].map((place) => `${place.name}.weight`);
    expect([...stored, ...joined].sort()).toEqual(Object.keys(training.gradients).sort());
    for (const [own, expected] of Object.entries(training.gradients)) {
      const parts = [...byName.keys()].filter((part) => joinedOf(part, checkpoint.config) === own);
      const values = (parts.length === 0 ? [own] : parts).flatMap((part) => [...(byName.get(part) ?? [])]);
      expect(gradientDeviation(Float32Array.from(values), expected), own).toBeLessThan(1e-4);
    }
    const scores = await model.score(rows, 'current');
    scores.logprobs.forEach((x, i) => {
      expect(x).toBeCloseTo(training.logprobs[i] ?? NaN, 4);
    });
    expect(step.entropySum).toBeCloseTo(training.entropySum, 2);
    await model.dispose();
    await checkpoint.dispose();
  });
});
