// The tests of media/python, run by the Python of this machine over the command line that was built here.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DataOrder } from '../../../src/engine/training/loop/dataOrder';
import { seededRandom } from '../../../src/safety/random';
import { cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { verifierTable } from './verifierTable';

const folder = scratchFolder();
const python = findPython();
if (python === null) console.log('skipped: the tests of media/python: there is no Python of 3.10 or newer');

function findPython(): string | null {
  const recent = 'import sys; sys.exit(sys.version_info < (3, 10))';
  const named = process.env['GLENS_PYTHON'];
  const names = named === undefined ? ['python3', 'python'] : [named];
  return names.find((name) => spawnSync(name, ['-c', recent]).status === 0) ?? null;
}

test.skipIf(python === null)('the Python package passes its own tests', () => {
  const cases = join(folder, 'cases.jsonl');
  writeFileSync(
    cases,
    verifierTable()
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  );
  const orders = join(folder, 'orders.json');
  writeFileSync(orders, JSON.stringify({ streams: streams(), orders: dataOrders() }));
  const { status, stderr } = spawnSync(python ?? '', ['-m', 'unittest', 'discover', '--verbose'], {
    cwd: repositoryPath('test/python'),
    encoding: 'utf8',
    env: {
      ...process.env,
      GUARDRAIL_LENS_CLI: cliPath,
      GUARDRAIL_LENS_NODE: process.execPath,
      GLENS_CASES: cases,
      GLENS_ORDERS: orders,
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  for (const line of stderr.split('\n')) if (line.includes('... skipped')) console.log(`skipped: ${line}`);
  expect(status, stderr).toBe(0);
});

/** Seeds of one word, of two, and of several. */
function streams(): object[] {
  return [[0], [42], [2 ** 31], [2 ** 53 - 1], [1, 2], [2, 1], [7, 0x6f72646572, 3]].map((seeds) => {
    const random = seededRandom(...seeds);
    return { seeds, values: Array.from({ length: 50 }, () => random()) };
  });
}

/** Of one epoch, of several, and of a part. */
function dataOrders(): object[] {
  return [1, 2, 9, 100].flatMap((size) =>
    [0, 42, 2 ** 31].map((seed) => ({ size, seed, rows: new DataOrder(size, seed).take(0, 2 * size + 1) })),
  );
}
