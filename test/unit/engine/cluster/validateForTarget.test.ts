// What the editor marks in a configuration that is trained on a cluster: not that the cluster's own base is missing here.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { validateForTarget } from '../../../../src/engine/cluster/validateForTarget';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const targets = join(folder, 'targets.json');
writeFileSync(
  targets,
  JSON.stringify({
    targets: {
      lab: { kind: 'ray', address: 'http://head:8265', folder: '/shared/glens' },
      hpc: { kind: 'slurm', folder: '/scratch/glens' },
    },
  }),
);
beforeEach(() => {
  process.env['GLENS_TARGETS_FILE'] = targets;
});
afterEach(() => {
  delete process.env['GLENS_TARGETS_FILE'];
});

async function problems(change: object): Promise<string[]> {
  const config = {
    ...{ model: '/models/base', algorithm: 'grpo', data: { type: 'arithmetic' } },
    ...{ rewards: [{ verifier: 'number' }], adapter: '/models/adapter', ...change },
  };
  const found = await validateForTarget(JSON.stringify(config), join(folder, 'x.train.json'));
  return found.map(({ severity, path, message }) => `${severity} ${path.join('.')}: ${message}`);
}

const missing = [
  'error model: There is nothing at /models/base.',
  'error adapter: There is nothing at /models/adapter.',
];

test.runIf(process.platform !== 'win32').each([{}, { where: 'here' }])(
  '%j needs base and adapter on this machine',
  async (change) => {
    expect(await problems(change)).toEqual(missing);
  },
);

test.each(['lab', 'hpc'])('base and adapter of a run on %s lie there', async (where) => {
  expect(await problems({ where })).toEqual([]);
});

test('what is sent from this machine, and what is wrong anywhere, is an error there, too', async () => {
  const data = { type: 'file', path: 'no.jsonl' };
  expect(await problems({ where: 'lab', data })).toEqual([
    `error data.path: There is no file ${join(folder, 'no.jsonl')}.`,
  ]);
  expect(await problems({ where: 'lab', full_parameter: true })).toEqual([
    expect.stringMatching(/^error adapter: An adapter can be trained further as an adapter only/),
  ]);
});

test('a cluster that this machine does not know is an error at the key', async () => {
  expect(await problems({ where: 'lob' })).toEqual([
    expect.stringMatching(/^error where: There is no target "lob" in .*Did you mean "lab"\?$/),
  ]);
  expect(await problems({ where: 'two words' })).toContain('error where: where: is no name of a cluster.');
});
