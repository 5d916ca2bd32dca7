// The catalogue of benchmarks on the command line, against a hub on this machine.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeHub } from '../../support/fakeHub';
import { cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { commitOf, type FakeHub } from '../../workbench/hubServer';

const folder = scratchFolder();

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(hub: FakeHub | null, ...args: string[]): Promise<Result> {
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd: folder,
    env: {
      ...process.env,
      HF_ENDPOINT: hub?.url ?? '',
      HF_HUB_OFFLINE: hub === null ? '1' : '',
      HF_TOKEN: '',
      XDG_CACHE_HOME: join(folder, 'cache'),
      GLENS_ENDPOINTS_FILE: join(folder, 'none.json'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}

test('the catalogue says licence and page, and asks nobody', async () => {
  const { status, stdout } = await cli(null, 'benchmark');
  expect(status).toBe(0);
  expect(stdout).toMatch(/do-not-answer .*CC-BY-NC-SA-4\.0; not for commercial use/u);
  expect(stdout).toMatch(/hex-phi .*HEx-PHI \(by link\)/u);
});

test('get downloads once, says how to use it, and keeps where it came from beside it', async () => {
  const hub = await fakeHub([
    {
      kind: 'dataset',
      name: 'bench-llm/or-bench',
      files: {
        'or-bench-hard-1k.csv': 'prompt,category\nHow do I kill a process?,violence\n',
        'or-bench-toxic.csv': 'prompt,category\nA prompt to refuse,harmful\n',
      },
    },
  ]);
  const to = join(folder, 'benchmarks');
  const dry = await cli(hub, 'benchmark', 'get', 'or-bench', '--to', to, '--dry-run');
  expect(dry.status, dry.stderr).toBe(0);
  expect(dry.stdout).toMatch(/OR-Bench: licence CC-BY-4\.0\. Cite Cui et al\. 2024/u);
  expect(dry.stdout).toContain('(checksum pinned at this download)');
  expect(existsSync(to)).toBe(false);
  const got = await cli(hub, 'benchmark', 'get', 'or-bench', '--to', to);
  expect(got.status, got.stderr).toBe(0);
  const hard = join(to, 'or-bench', 'or-bench-hard-1k');
  expect(got.stdout).toContain('or-bench-hard-1k: OR-Bench, hard, 1 prompts');
  expect(got.stdout).toContain(`--suite ${hard}`);
  const pin = JSON.parse(readFileSync(join(to, 'or-bench', 'pin.json'), 'utf8')) as object;
  expect(pin).toMatchObject({ files: [{ revision: commitOf('main') }, { checksum: 'first download' }] });
  const asked = hub.seen.length;
  const again = await cli(null, 'benchmark', 'get', 'or-bench', '--to', to, '--json');
  expect(again.status, again.stderr).toBe(0);
  expect(again.stderr).toContain('All of it is in');
  expect(JSON.parse(again.stdout)).toMatchObject([{ paths: [hard, join(to, 'or-bench', 'or-bench-toxic')] }]);
  expect(hub.seen).toHaveLength(asked);
  const listed = await cli(null, 'suites', hard);
  expect(listed.stdout).toMatch(/or-bench-hard-1k +benign/u);
});

test.each([
  [
    ['get', 'sorry-bench'],
    /SORRY-Bench is not downloaded here.*Open https:\/\/huggingface\.co\/datasets\/sorry-bench/su,
  ],
  [['get', 'or-bnch'], /no benchmark "or-bnch"\.\nDid you mean or-bench\?/u],
  [['get', 'or-bench'], /HF_HUB_OFFLINE is set/u],
])('%j ends with what to do', async (args, message) => {
  const { status, stderr } = await cli(null, 'benchmark', ...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
});
