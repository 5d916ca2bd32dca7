// What checkpoints take in each precision is said from their headers, and is what opening them in it takes.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import type { CheckpointRef, Precision } from '../../../../src/protocol/checkpoints';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { planPrecision } from '../../../../src/engine/generation/planPrecision';
import { weightBytes } from '../../../../src/engine/generation/limits';
import { precisionSizes } from '../../../../src/engine/generation/precisionSizes';
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
  expect(precisionPlanText(plan)).toHaveLength(1);
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
