// What is put on a checkpoint afterwards: made once, one fit for all that act by it, and named as the command line takes it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { afterwardsOf, putOnAll } from '../../../src/build/remedies/afterwards';
import { splitSafeguard } from '../../../src/safety/subjects/subjectSafeguard';
import { scratchFolder } from '../../support/scratch';

const scratch = scratchFolder();
const settings = {
  model: '/models/tiny',
  seeds: [3],
  steps: 8,
  learningRate: 0.005,
  only: null,
  probeLimit: 4,
};

function workplace(name: string, fails: (args: readonly string[]) => boolean = () => false) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  const asked: (readonly string[])[] = [];
  const cli = (...args: readonly string[]): unknown => {
    asked.push(args);
    if (fails(args)) throw new Error('too few answers are unsafe');
    const out = args[args.indexOf('--out') + 1];
    if (args.includes('--out') && out !== undefined) mkdirSync(out);
    return { status: 'finished', folder: join(folder, 'refusals-3'), step: 8 };
  };
  return { asked, put: { folder, settings, seed: 3, checkpoint: join(folder, 'none', 'checkpoint-8'), cli } };
}

it('makes each once, and nothing again', async () => {
  const { asked, put } = workplace('once');
  const made = await putOnAll(put);
  expect(made.map(({ name }) => name)).toEqual(afterwardsOf(settings).map(({ name }) => name));
  expect(made.every(({ subject, reason }) => subject !== null && reason === null)).toBe(true);
  const fits = asked
    .filter(([command]) => command === 'fit')
    .map((args) => args[args.indexOf('--method') + 1]);
  expect(fits).toEqual(['upsafe', 'usl', 'shield', 'saffron-1']);
  const count = asked.length;
  expect(await putOnAll(put)).toEqual(made);
  expect(asked).toHaveLength(count);
});

it('patches with the run on refusals of the same seed, and merges with the untrained model', async () => {
  const { asked, put } = workplace('patched');
  await putOnAll(put);
  const withs = asked
    .filter(([command]) => command === 'patch')
    .map((args) => args[args.indexOf('--with') + 1]);
  expect(withs).toEqual([join(put.folder, 'refusals-3', 'checkpoint-8'), settings.model]);
});

it('goes on with a run on refusals that was begun', async () => {
  const { asked, put } = workplace('begun');
  mkdirSync(join(put.folder, 'refusals-3'));
  writeFileSync(join(put.folder, 'refusals-3', 'run.json'), '{}');
  await putOnAll(put);
  expect(asked.find(([command]) => command === 'train')).toContain('--resume');
});

it('names subjects whose safeguards have options that there are', async () => {
  const { put } = workplace('named');
  const subjects = (await putOnAll(put)).flatMap(({ subject }) => subject ?? []);
  const found = subjects.map(splitSafeguard).filter(({ safeguard }) => safeguard !== null);
  expect(found.every(({ bare }) => bare === put.checkpoint)).toBe(true);
  const searches = found.flatMap(({ safeguard }) => safeguard?.options['search'] ?? []);
  expect(searches).toEqual(['tree', 'best-of-n']);
});

it('says of one that cannot be made why, and makes the others', async () => {
  const { put } = workplace('failing', (args) => args.includes('shield'));
  const made = await putOnAll(put);
  const failed = made.filter(({ subject }) => subject === null);
  expect(failed).toEqual([{ name: 'shield', subject: null, reason: 'too few answers are unsafe' }]);
});
