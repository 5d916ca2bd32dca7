// Runs that are resumed after something around them has changed: what is said, and what is not silently gone on with.
import { cpSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { checkpointPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, sums, train, trainingTools } from '../../../../support/training';

const folder = scratchFolder();
const tools = trainingTools(folder);
const short = { ...sums, max_steps: 3 } as const;

/** As `short`, on a base of its own. */
async function runOnCopy(name: string): Promise<{ readonly base: string; readonly run: string }> {
  const base = join(folder, `${name} base`);
  cpSync(checkpointPath('llama'), base, { recursive: true });
  const run = await makeRun(folder, name, { ...short, model: base });
  await train(tools, run);
  return { base, run };
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

test('other weights of the same shapes are not gone on with: every difference to step 0 would be wrong', async () => {
  const { base, run } = await runOnCopy('changed');
  const weights = join(base, 'model-00002-of-00002.safetensors');
  const bytes = readFileSync(weights);
  bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) ^ 0x20;
  writeFileSync(weights, bytes);
  await expect(train(tools, run, { resume: true })).rejects.toMatchObject({
    code: 'checkpointCorrupt',
    message: expect.stringMatching(/not those that it was trained on/) as string,
  });
  // A run that has learned nothing yet takes the weights that there are.
  const fresh = await makeRun(folder, 'fresh', { ...short, model: base });
  cpSync(join(run, 'base.json'), join(fresh, 'base.json'));
  expect((await train(tools, fresh, { resume: true })).status).toBe('finished');
});

test('a base that moved is named with the copy of the configuration that has to be corrected', async () => {
  const { base, run } = await runOnCopy('moved');
  renameSync(base, `${base} elsewhere`);
  const own = join(run, 'config.train.json');
  await expect(train(tools, run, { resume: true })).rejects.toMatchObject({
    code: 'configInvalid',
    message: expect.stringContaining(own) as string,
  });
  edit(own, (text) => text.replace('moved base', 'moved base elsewhere'));
  const facts = await train(tools, run, { resume: true });
  expect(facts.status).toBe('finished');
  expect(facts.remarks).toEqual([expect.stringMatching(/has changed since this run was made: .* → /)]);
});

test('a configuration that was changed after the start is said to have no effect', async () => {
  const run = await makeRun(folder, 'edited', { ...short, top_p: 0.5 });
  const first = await train(tools, run);
  expect(first.remarks).toEqual(['top_p has no effect with sft.']);
  edit(join(folder, 'edited.train.json'), (text) => text.replace('"max_steps":3', '"max_steps":9'));
  const { step, remarks } = await train(tools, run, { resume: true });
  expect(step).toBe(3);
  expect(remarks.at(-1)).toMatch(/edited\.train\.json has changed .* its own copy/);
});

test.each(['optimizer.safetensors', 'trainer_state.json', 'training_state.json'])(
  'a truncated %s: the checkpoint before it is the way out',
  async (name) => {
    const run = await makeRun(folder, `truncated ${name}`, { ...short, save: { steps: 1 } });
    await train(tools, run);
    const newest = join(run, 'checkpoint-3');
    truncateSync(join(newest, name), 100);
    await expect(train(tools, run, { resume: true })).rejects.toMatchObject({
      code: 'checkpointCorrupt',
      advice: expect.stringContaining(`Remove ${newest}`) as string,
    });
    renameSync(newest, `${newest}-damaged`);
    expect((await train(tools, run, { resume: true })).status).toBe('finished');
  },
);

test('a saved adapter says which weights it was trained over, also after a resume', async () => {
  const run = await makeRun(folder, 'over', { ...short, save: { steps: 1 } });
  await train(tools, run);
  renameSync(join(run, 'checkpoint-3'), join(folder, 'over-3'));
  await train(tools, run, { resume: true });
  const overs = await Promise.all(
    [join(folder, 'over-3'), join(run, 'checkpoint-3')].map(async (path) => {
      const opened = await openCheckpoint(
        { path, basePath: short.model },
        { cacheFolder: join(folder, 'cache'), scratchFolder: join(folder, 'scratch') },
      );
      const { adapter, base } = await opened.facts();
      await opened.dispose();
      return [adapter?.trainedOver, base?.fingerprint];
    }),
  );
  for (const [over, base] of overs) expect(over).toBe(base);
  expect(overs[0]?.[0]).toMatch(/^[0-9a-f]{64}$/);
});
