// Every architecture against transformers in float32: logits, greedy continuations in several layouts of the cache, and
// log-probabilities, entropies and gradients of the training graph.
import { describe, expect, it } from 'vitest';
import { openHuggingFace } from '../../../../src/engine/checkpoints/huggingface/openHuggingFace';
import { withEndTokens } from '../../../../src/engine/checkpoints/withEndTokens';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { createTrainingModel } from '../../../../src/engine/training/model/createTrainingModel';
import { optionsIn, temporaryFolder } from '../checkpoints/tinyFolders';
import { gradientDeviation } from '../training/model/gradientDeviation';
import { weightedLoss } from '../training/model/weightedLoss';
import { architectureFolder, architectureGoldens, readArchitectureGolden } from './hashedWeights';

describe.each(architectureGoldens)('%s', (name) => {
  const golden = readArchitectureGolden(name);
  const open = () => openHuggingFace(architectureFolder(golden), optionsIn(temporaryFolder()));

  it('generates what transformers generates', async () => {
    const checkpoint = withEndTokens(await open(), []);
    const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
    const { prompt, greedy } = golden;
    const bytes = Buffer.from(golden.logits, 'base64');
    const [logits] = await generator.logits([prompt]);
    expect(logits?.length).toBe(bytes.byteLength / 4);
    const differences = Array.from(logits ?? [], (x, i) => Math.abs(x - bytes.readFloatLE(4 * i)));
    expect(Math.max(...differences)).toBeLessThan(1e-4);

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
    expect(model.trainables.map((trainable) => trainable.name).sort()).toEqual(
      Object.keys(training.gradients).sort(),
    );
    model.trainables.forEach((trainable, index) => {
      const [expected, own] = [training.gradients[trainable.name], gradients[index]];
      if (expected === undefined || own === undefined) throw new Error(trainable.name);
      expect(gradientDeviation(own, expected), trainable.name).toBeLessThan(1e-4);
    });
    const scores = await model.score(rows, 'current');
    scores.logprobs.forEach((x, i) => {
      expect(x).toBeCloseTo(training.logprobs[i] ?? NaN, 4);
    });
    expect(step.entropySum).toBeCloseTo(training.entropySum, 2);
    await model.dispose();
    await checkpoint.dispose();
  });
});
