// What checkpoints take in each precision is said from their headers, and is what opening them in it takes.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import type { CheckpointRef, Precision } from '../../../../src/protocol/checkpoints';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { planPrecision } from '../../../../src/engine/generation/planPrecision';
import { matrixParameters, weightBytes } from '../../../../src/engine/generation/limits';
import { timeOf } from '../../../../src/engine/generation/planTime';
import { precisionSizes } from '../../../../src/engine/generation/precisionSizes';
import { productRate } from '../../../../src/engine/generation/productTime';
import { precisionPlanText } from '../../../../src/safety/presentation/precisionText';
import { tinySpec } from '../../../support/comparison';
import { checkpointPath, mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';
import { fixtures } from '../checkpoints/tinyFolders';

const scratch = join(scratchFolder(), 'weights');
const { signal } = new AbortController();
const open = (ref: CheckpointRef) => openCheckpoint(ref, { cacheFolder: scratch, scratchFolder: scratch });

test.each<[string, readonly Precision[]]>([
  [checkpointPath('llama'), ['exact', 'int8', 'int4']],
  [join(fixtures, 'gguf/llama-Q4_1.gguf'), ['exact', 'native', 'fast']],
  [join(fixtures, 'gguf/llama-Q6_K.gguf'), ['exact', 'native', 'fast']],
])('%s: as large as it is when it is opened', async (path, expected) => {
  const { sizes } = await precisionSizes(path, open);
  expect([...sizes.keys()]).toEqual(expected);
  if (existsSync(scratch)) expect(readdirSync(scratch)).toEqual([]);
  for (const [precision, size] of sizes) {
    const opened = await open(precision === 'exact' ? { path } : { path, precision });
    expect(size.memory).toBeCloseTo(weightBytes(opened), 3);
    await opened.dispose();
  }
});

async function planned(memoryLimit: number | null) {
  const settings = { memoryLimit, executionProvider: 'cpu', mediaFolder } as const;
  const plan = await planPrecision({ open, settings }, tinySpec(), signal);
  if (plan === null) throw new Error('Checkpoints run here.');
  return plan;
}

it('advises the most exact precision that fits', async () => {
  const plan = await planned(null);
  expect(plan).toMatchObject({ chosen: 'exact', advised: 'exact' });
  expect(precisionPlanText(plan)).toHaveLength(2);
  const neededBy = (precision: Precision): number =>
    plan.estimates.find((estimate) => estimate.precision === precision)?.memory ?? NaN;
  // A limit leaves less for keys and values, so what is needed without one is enough.
  expect(neededBy('exact')).toBeGreaterThan(neededBy('int8'));
  const { sizes } = await precisionSizes(checkpointPath('llama'), open);
  // A fifth is enough for keys and values, whose budget follows the limit.
  const smallest = (precision: Precision): number => 1.25 * (sizes.get(precision)?.memory ?? NaN);
  const tight = await planned(smallest('int8'));
  expect(tight.advised).toBe('int8');
  expect(precisionPlanText(tight)[1]).toContain('--precision int8');
  expect((await planned(smallest('int4'))).advised).toBe('int4');
  const none = await planned(smallest('int4') / 2);
  expect(none.advised).toBeNull();
  expect(precisionPlanText(none)[1]).toContain('No precision fits');
});

it('says nothing where nothing runs here', async () => {
  const endpoint = { kind: 'endpoint', url: 'http://localhost:1/v1', model: 'm' } as const;
  const settings = { memoryLimit: null, executionProvider: 'cpu', mediaFolder } as const;
  const spec = tinySpec({ base: endpoint, tuned: endpoint });
  expect(await planPrecision({ open, settings }, spec, signal)).toBeNull();
});

it('says how long answering takes, and what that rests on', async () => {
  const settings = { memoryLimit: null, executionProvider: 'cpu', mediaFolder } as const;
  const spec = tinySpec();
  const plans = await Promise.all(
    [spec, { ...spec, control: !spec.control }].map((asked) =>
      planPrecision({ open, settings }, asked, signal),
    ),
  );
  for (const plan of plans) {
    if (plan === null) throw new Error('Checkpoints run here.');
    for (const { seconds } of plan.estimates) {
      expect(seconds.low).toBeGreaterThan(0);
      expect(seconds.high).toBeGreaterThan(seconds.low);
    }
    expect(plan.basis.mostTokens).toBe(spec.settings.maxNewTokens);
    expect(precisionPlanText(plan)[1]).toContain(`${plan.basis.answers} answers`);
  }
  // A control is the base's answers twice: three sides for two.
  const answers = plans.map((plan) => plan?.basis.answers ?? NaN);
  expect(Math.max(...answers) / Math.min(...answers)).toBe(1.5);
});

test('times follow from sizes, answers and rates', async () => {
  const sizes = await precisionSizes(checkpointPath('llama'), open);
  const { floats = NaN, digits, numbers } = sizes.sizes.get('exact') ?? {};
  expect(digits).toBe(0);
  expect(floats).toBe(numbers);
  // int8: two digits for each number that is in blocks.
  const int8 = sizes.sizes.get('int8');
  expect(int8?.digits).toBe(2 * ((int8?.numbers ?? NaN) - (int8?.floats ?? NaN)));
  const time = (count: number, float32: number) =>
    timeOf({ answers: [{ sizes, count }], maxNewTokens: 64 }, { float32, blocks: 1 }, (one) =>
      one.sizes.get('exact'),
    );
  // 16 tokens at least, of which products are nine tenths of the time; two operations for each number.
  expect(time(10, 1e9).low).toBeCloseTo((10 * 16 * 2 * matrixParameters(sizes.config)) / 1e9 / 0.9, 9);
  expect(time(20, 1e9).high).toBeCloseTo(2 * time(10, 1e9).high, 9);
  expect(time(10, 2e9).high).toBeCloseTo(time(10, 1e9).high / 2, 9);
});

test.each([null, {}, { activations: 'int8' } as const])('a product is timed (%o)', async (blocks) => {
  const rate = await productRate({ executionProvider: 'cpu', threads: 1, rows: 4, blocks });
  expect(rate).toBeGreaterThan(0);
  expect(Number.isFinite(rate)).toBe(true);
});
