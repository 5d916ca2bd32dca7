// A system that lets no more files be opened: whatever fails first, that is said, and nothing else is blamed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();

function cli(limit: number, args: readonly string[]) {
  const script = `ulimit -n ${limit} && exec "$0" "$@"`;
  return spawnSync('sh', ['-c', script, process.execPath, cliPath, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}

/** The fewest with which Node itself starts, which differs by version and system. */
function fewest(): number {
  for (let limit = 8; limit < 256; limit++) if (cli(limit, ['--version']).status === 0) return limit;
  throw new Error('Node does not start.');
}

test.skipIf(process.platform === 'win32')('each lack of file descriptors is called by its name', () => {
  const refused = new Set<boolean>();
  const least = fewest();
  for (let limit = least; limit <= least + 16; limit += 2) {
    const { status, stderr } = cli(limit, [
      ...['compare', '--base', checkpointPath('llama'), '--tuned', checkpointPath('llama-lora')],
      ...['--limit', '1', '--max-new-tokens', '1', '--out', join(folder, `${limit}.glens`)],
    ]);
    expect(stderr).not.toMatch(/defect|\n {4}at |is not a function|corrupt|damaged/u);
    if (status !== 0) expect(stderr).toMatch(/ulimit -n/u);
    refused.add(status !== 0);
  }
  expect(refused).toEqual(new Set([true, false]));
});
