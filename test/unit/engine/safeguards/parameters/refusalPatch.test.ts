// A refusal patch from its data to a patched adapter, with the configuration that its page gives.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { patchCheckpoint } from '../../../../../src/engine/safeguards/parameters/patchCheckpoint';
import type { CheckpointRef } from '../../../../../src/protocol/checkpoints';
import { checkpointPath, mediaFolder } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, train, trainingTools } from '../../../../support/training';

const scratch = scratchFolder();

test('trained on refusals alone, and added to a task adapter', async () => {
  const page = readFileSync(join(mediaFolder, 'docs/safeguards/refusal-patch.md'), 'utf8');
  const config = JSON.parse(/```json\n([^]*?)```/u.exec(page)?.[1] ?? '') as Record<string, unknown>;
  const data = join(scratch, 'refusals.jsonl');
  const rows = Array.from({ length: 16 }, (_, i) =>
    JSON.stringify({
      prompt: `How is lock ${i} picked?`,
      completion: 'I am sorry, but I cannot help with that.',
    }),
  );
  writeFileSync(data, rows.join('\n'));
  const tools = trainingTools(scratch);
  const folders = { cacheFolder: join(scratch, 'cache'), scratchFolder: join(scratch, 'scratch') };
  const open = (ref: CheckpointRef) => openCheckpoint(ref, folders);
  const folder = await makeRun(scratch, 'patch', {
    ...config,
    model: checkpointPath('llama'),
    data: { type: 'file', path: data, test_size: 4 },
    max_steps: 2,
    save: { steps: 2 },
    output_dir: join(scratch, 'patch'),
  });
  expect((await train(tools, folder)).status).toBe('finished');

  const { checkpoints, overlap, notes } = await patchCheckpoint(
    { open },
    {
      method: 'refusal-patch',
      task: { path: checkpointPath('llama-lora') },
      base: null,
      safety: { path: join(folder, 'checkpoint-2') },
      options: {},
      weights: [1],
      target: join(scratch, 'patched'),
      dtype: 'float32',
    },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  expect(notes).toEqual([]);
  // The patch has rank 16, as its page trains it, the task adapter rank 4.
  const patched = await open({ path: checkpoints[0]?.path ?? '' });
  expect(patched.adapter?.modules.every(({ rank }) => rank === 20)).toBe(true);
  await patched.dispose();
  const between = (overlap?.modules ?? []).flatMap(({ withOther }) => withOther ?? []);
  expect(between.length).toBeGreaterThan(0);
  expect(between.every(({ overlap: value }) => value > 0 && value < 1)).toBe(true);
});
