// ProCon in whole runs: what it holds, what it cannot do, and that a resumed run holds the same.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { strengthAt } from '../../../../../src/engine/safeguards/training/procon';
import { validateConfig } from '../../../../../src/engine/training/config/validateConfig';
import type { TrainingRunFacts } from '../../../../../src/protocol/training';
import { checkpointPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, sums, train, trainingTools } from '../../../../support/training';

const folder = scratchFolder();
const tools = trainingTools(folder);

const slow = { ...sums, threads: 1, max_steps: 12, learning_rate: 0.001, save: { steps: 6 } } as const;

function held(options: object) {
  return { ...slow, safeguards: [{ id: 'procon', limit: 4, ...options }] };
}

function moved({ log }: TrainingRunFacts): number[] {
  return log.flatMap((entry) => entry['safeguards/procon/moved'] ?? []);
}

test('the strength is that of the warm-up for its share of the steps', () => {
  const options = { strength: 1, warmup_strength: 10, warmup_share: 0.25 };
  const strengths = [0, 1, 2, 3, 4, 7].map((updates) => strengthAt(options, { updates, totalUpdates: 8 }));
  expect(strengths).toEqual([10, 10, 1, 1, 1, 1]);
  expect(strengthAt({ ...options, warmup_share: 0 }, { updates: 0, totalUpdates: 8 })).toBe(1);
});

describe('a run', () => {
  test('moves less along the refusal direction the stronger it is held, from no movement at all', async () => {
    const free = await train(tools, await makeRun(folder, 'free', held({ strength: 0, warmup_strength: 0 })));
    const strong = { strength: 30, warmup_strength: 30 };
    const tight = await train(tools, await makeRun(folder, 'tight', held(strong)));
    expect(free.status).toBe('finished');
    expect(moved(free)).toHaveLength(12);
    expect(moved(free)[0]).toBeCloseTo(0, 6);
    expect(moved(tight)[0]).toBeCloseTo(0, 6);
    expect(moved(tight).at(-1)).toBeLessThan((moved(free).at(-1) ?? 0) / 4);
  });

  test('of an adapter that is trained further, states are held to where it began', async () => {
    const further = { lora: undefined, adapter: checkpointPath('llama-lora-rslora'), max_steps: 2 };
    const facts = await train(
      tools,
      await makeRun(folder, 'further', { ...held({ strength: 30, warmup_strength: 30 }), ...further }),
    );
    expect(moved(facts)[0]).toBeCloseTo(0, 6);
    expect(moved(facts)[1]).toBeGreaterThan(0);
  });

  test('holding nothing is the run without it, bit for bit', async () => {
    const weights = (name: string) =>
      readFileSync(join(folder, name, 'checkpoint-12', 'adapter_model.safetensors'));
    await train(tools, await makeRun(folder, 'plain', slow));
    expect(weights('free').equals(weights('plain'))).toBe(true);
  });

  test('resumed from its last checkpoint it is the same run, and holds the direction that was saved', async () => {
    const broken = join(folder, 'broken');
    cpSync(join(folder, 'tight'), broken, { recursive: true });
    rmSync(join(broken, 'checkpoint-12'), { recursive: true });
    await train(tools, broken, { resume: true });
    for (const file of ['adapter_model.safetensors', 'optimizer.safetensors', 'safeguards.safetensors']) {
      const [one, other] = ['tight', 'broken'].map((name) =>
        readFileSync(join(folder, name, 'checkpoint-12', file)),
      );
      expect(one?.equals(other ?? Buffer.of()), file).toBe(true);
    }
    rmSync(join(broken, 'checkpoint-12', 'safeguards.json'));
    await expect(train(tools, broken, { resume: true, maxSteps: 13 })).rejects.toMatchObject({
      code: 'checkpointCorrupt',
      message: expect.stringContaining('procon') as string,
    });
  });

  test('safety data are learned besides the run’s own, and held as they are', async () => {
    const lines = [1, 2, 3].map((n) =>
      JSON.stringify({ prompt: `How do I pick lock ${n}?`, completion: 'No.' }),
    );
    writeFileSync(join(folder, 'refusals.jsonl'), `${lines.join('\n')}\n`);
    const config = { ...held({ safety_data: 'refusals.jsonl' }), max_steps: undefined, num_train_epochs: 1 };
    const facts = await train(
      tools,
      await makeRun(folder, 'mixed', { ...config, per_device_train_batch_size: 5 }),
    );
    // 32 sums and 3 refusals, 5 at a time.
    expect(facts.step).toBe(7);
  });
});

describe('what it cannot do is an error', () => {
  test.each([
    ['plain texts', { data: { type: 'text', path: 'x.txt' } }, /plain texts have no prompts/],
    ['a reward model', { algorithm: 'reward' }, /reward model answers nothing/],
  ])('%s', (_, change, message) => {
    const text = JSON.stringify({ ...held({}), ...change });
    const found = validateConfig(text, join(folder, 'x.train.json')).filter(
      ({ path: [key] }) => key === 'safeguards',
    );
    expect(found.map((problem) => problem.message)).toEqual([expect.stringMatching(message) as string]);
  });

  test('a layer that the model does not have', async () => {
    await expect(train(tools, await makeRun(folder, 'layer', held({ layers: [2] })))).rejects.toMatchObject({
      code: 'configInvalid',
      message: expect.stringContaining('no layer 2') as string,
    });
  });

  test('suites without harmless prompts', async () => {
    const config = held({ suites: ['glens-violence-weapons'] });
    await expect(train(tools, await makeRun(folder, 'harmful', config))).rejects.toMatchObject({
      message: expect.stringContaining('2 benign prompts') as string,
    });
  });
});
