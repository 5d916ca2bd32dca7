// The arithmetic of a cluster: against published figures, against a count by hand, and how it grows.
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { arithmeticDocumentation } from '../../../../src/engine/cluster/arithmetic/arithmeticDocumentation';
import {
  cacheBytesPerToken,
  loraParameters,
  multipliedParameters,
  parameterCount,
  type DecoderShape,
} from '../../../../src/engine/cluster/arithmetic/decoderShape';
import { gpus } from '../../../../src/engine/cluster/arithmetic/gpus';
import { knownModels } from '../../../../src/engine/cluster/arithmetic/knownModels';
import { publishedFigures } from '../../../../src/engine/cluster/arithmetic/publishedFigures';
import { generationMemory, trainingMemory } from '../../../../src/engine/cluster/arithmetic/trainingMemory';
import {
  generationSeconds,
  grpoStepSeconds,
  trainingSeconds,
} from '../../../../src/engine/cluster/arithmetic/workTime';
import { mediaFolder } from '../../../support/paths';

/** Small enough to be counted by hand. */
const small: DecoderShape = {
  ...{ layers: 2, hiddenSize: 4, intermediateSize: 8, heads: 2, kvHeads: 1, headDim: 2 },
  ...{ vocabSize: 10, tied: true, attentionBias: true },
};

describe('weights', () => {
  it('are counted', () => {
    // q 16, k 8, v 8, o 16, three of 32, biases 8, norms 8: 160 a layer; norm 4, embedding 40.
    expect(parameterCount(small)).toBe(2 * 160 + 4 + 40);
    expect(parameterCount({ ...small, tied: false })).toBe(2 * 160 + 4 + 80);
    expect(multipliedParameters(small)).toBe(2 * 160 + 40);
    expect(cacheBytesPerToken(small)).toBe(2 * 2 * 1 * 2 * 2);
    // Ends: q 8, k 6, v 6, o 8, three of 12.
    expect(loraParameters(small, 3)).toBe(2 * 3 * (8 + 6 + 6 + 8 + 36));
  });
});

describe('memory of training', () => {
  const options = { rank: 3, gpus: 1, microBatchTokens: 5, reference: true } as const;

  it('is weights, gradients, optimiser, reference and activations', () => {
    const all = parameterCount(small);
    expect(trainingMemory(small, { ...options, kind: 'full' })).toEqual({
      weights: 2 * all,
      gradients: 2 * all,
      optimizer: 12 * all,
      reference: 2 * all,
      activations: 2 * 2 * 5 * 4 + 34 * 5 * 4 + 10 * 5 * 10,
      total: 18 * all + 80 + 680 + 500,
    });
  });

  it('of adapters holds the frozen weights once, and no reference', () => {
    const adapters = loraParameters(small, 3);
    const lora = trainingMemory(small, { ...options, kind: 'lora' });
    expect(lora.weights).toBe(2 * parameterCount(small) + 2 * adapters);
    expect(lora.optimizer).toBe(12 * adapters);
    expect(lora.reference).toBe(0);
    const { weights } = trainingMemory(small, { ...options, kind: 'qlora' });
    expect(weights).toBeCloseTo(2 * 40 + (4.127 / 8) * 324 + 2 * adapters, 6);
  });

  it('is shared out over GPUs, activations apart', () => {
    const one = trainingMemory(small, { ...options, kind: 'full' });
    const eight = trainingMemory(small, { ...options, kind: 'full', gpus: 8 });
    expect(eight.activations).toBe(one.activations);
    expect(8 * (eight.total - eight.activations)).toBeCloseTo(one.total - one.activations, 6);
    const tokens = 100;
    expect(generationMemory(small, { gpus: 2, tokens })).toBe((2 * parameterCount(small) + 16 * tokens) / 2);
  });
});

describe('time', () => {
  const gpu = { name: 'x', memory: 1, flops: 1000, bandwidth: 1e12 };
  const shape = knownModels['Qwen2.5-0.5B'];
  const answers = { count: 64, promptLength: 100, answerLength: 200, batch: 32 };

  it('of training follows from its operations', () => {
    const tokens = 10;
    const expected = (8 * multipliedParameters(shape) * tokens) / (1000 * 0.4 * 2);
    expect(trainingSeconds(shape, 'full', tokens, { gpu, count: 2 })).toBeCloseTo(expected, 3);
    expect(trainingSeconds(shape, 'lora', tokens, { gpu, count: 2 })).toBeCloseTo(expected * 0.75, 3);
  });

  it('of generating is bound by memory on a real GPU, and by operations where they are slow', () => {
    const fast = { gpu: { ...gpus.h100, flops: Infinity }, count: 1 };
    const bytes = 2 * parameterCount(shape) + 32 * 200 * cacheBytesPerToken(shape);
    expect(generationSeconds(shape, answers, fast)).toBeCloseTo((2 * 200 * bytes) / (3350e9 * 0.6), 6);
    const slow = generationSeconds(shape, answers, { gpu, count: 1 });
    const tokens = 64 * (100 + 200);
    expect(slow).toBeCloseTo((2 * multipliedParameters(shape) * tokens) / (1000 * 0.4), 0);
  });

  it('grows in proportion to answers, faster than that with their length, and is shared out', () => {
    const pool = { gpu: gpus.h100, count: 1 };
    const base = generationSeconds(shape, answers, pool);
    expect(generationSeconds(shape, { ...answers, count: 128 }, pool)).toBeCloseTo(2 * base, 9);
    const longer = { ...answers, answerLength: 400 };
    const write = (one: typeof answers): number =>
      generationSeconds(shape, one, pool) - generationSeconds(shape, { ...one, answerLength: 0 }, pool);
    expect(write(longer)).toBeGreaterThan(2 * write(answers));
    expect(generationSeconds(shape, answers, { ...pool, count: 4 })).toBeCloseTo(base / 4, 9);
    expect(grpoStepSeconds(shape, 'full', answers, pool)).toBeGreaterThan(base);
  });
});

test.each(publishedFigures().map((figure) => [figure.what, figure.values] as const))(
  '%s is near what was published',
  (what, { here, published }) => {
    if (what.startsWith('QLoRA')) expect(here).toBeLessThan(published);
    else expect(Math.abs(here / published - 1)).toBeLessThan(what.startsWith('GPU hours') ? 0.1 : 0.02);
  },
);

test('media/python/ARITHMETIC.md is what the functions say (vitest -u writes it)', async () => {
  await expect(arithmeticDocumentation()).toMatchFileSnapshot(join(mediaFolder, 'python', 'ARITHMETIC.md'));
});
