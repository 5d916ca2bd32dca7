// References to the hub on the command line, against a hub on this machine.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeHub } from '../../support/fakeHub';
import { commitOf, filesOf, type FakeHub } from '../../workbench/hubServer';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { shortAnswers } from '../../support/training';

const folder = scratchFolder();
const commit = commitOf('main');
let caches = 0;

const llama = {
  name: 'tiny-org/Tiny-Llama',
  licence: 'apache-2.0',
  files: { ...filesOf(checkpointPath('llama')), 'pytorch_model.bin': 'pickle' },
};
const lora = { name: 'tiny-org/Tiny-LoRA', files: filesOf(checkpointPath('llama-lora')) };

interface Shell {
  readonly hub: FakeHub;
  readonly cache: string;
  readonly cli: (...args: string[]) => Promise<Result>;
  readonly offline: (...args: string[]) => Promise<Result>;
}

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function shell(): Promise<Shell> {
  const hub = await fakeHub([llama, lora]);
  const cache = join(folder, `cache-${caches++}`);
  const run = (environment: NodeJS.ProcessEnv, args: readonly string[]): Promise<Result> => {
    const child = spawn(process.execPath, [cliPath, ...args], {
      cwd: folder,
      env: {
        ...process.env,
        HF_ENDPOINT: hub.url,
        HF_HUB_CACHE: cache,
        HF_TOKEN: '',
        HF_HUB_OFFLINE: '',
        GLENS_ENDPOINTS_FILE: join(folder, 'none.json'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
  };
  return {
    hub,
    cache,
    cli: (...args) => run({}, args),
    offline: (...args) => run({ HF_HUB_OFFLINE: '1' }, args),
  };
}

function snapshot(cache: string, name: string): string {
  return join(cache, `models--tiny-org--${name}`, 'snapshots', commit);
}

test('download says commit and size first, and prints where the checkpoint lies', async () => {
  const { cli, hub, cache } = await shell();
  const dry = await cli('download', 'hf:tiny-org/Tiny-Llama', '--dry-run');
  expect(dry.status, dry.stderr).toBe(0);
  expect(dry.stdout).toContain(
    `hf:tiny-org/Tiny-Llama at commit ${commit.slice(0, 12)}: 8 files, 426 kB, licence apache-2.0, all to be downloaded`,
  );
  expect(dry.stdout).not.toContain('pytorch_model.bin');
  expect(existsSync(cache)).toBe(false);
  const done = await cli('download', 'hf:tiny-org/Tiny-Llama');
  expect(done.status, done.stderr).toBe(0);
  expect(done.stdout.trim()).toBe(snapshot(cache, 'Tiny-Llama'));
  expect(done.stderr).toContain('all to be downloaded');
  const transferred = hub.seen.filter(({ url }) => !url.startsWith('/api/')).length;
  const again = await cli('download', 'hf:tiny-org/Tiny-Llama', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject([{ commit, path: snapshot(cache, 'Tiny-Llama') }]);
  expect(again.stderr).toContain('is here');
  expect(hub.seen.filter(({ url }) => !url.startsWith('/api/'))).toHaveLength(transferred);
});

test('compare takes references for base and tuned, pins them in the file, and needs no network the second time', async () => {
  const { cli, offline, hub, cache } = await shell();
  const out = join(folder, 'hub.glens');
  const base = 'hf:tiny-org/Tiny-Llama';
  const rest = ['--limit', '1', '--max-new-tokens', '4', '--out', out, '--json'];
  const made = await cli('compare', '--base', base, '--tuned', 'hf:tiny-org/Tiny-LoRA', ...rest);
  expect(made.status, made.stderr).toBe(0);
  expect(made.stdout).toContain(JSON.stringify(snapshot(cache, 'Tiny-Llama')));
  expect(made.stdout).toContain(`Tiny-LoRA@${commit.slice(0, 7)}`);
  const asked = hub.seen.length;
  const pinned = [`--base`, `${base}@${commit}`, '--tuned', `hf:tiny-org/Tiny-LoRA@${commit}`];
  const again = await cli('compare', ...pinned, ...rest.with(-2, join(folder, 'hub2.glens')));
  expect(again.status, again.stderr).toBe(0);
  const named = await offline('inspect', base);
  expect(named.status, named.stderr).toBe(0);
  expect(named.stdout).toContain('Tiny-Llama');
  expect(hub.seen).toHaveLength(asked);
});

test('where the hub cannot be asked, what is here is used, and said', async () => {
  const { cli, hub } = await shell();
  await cli('download', 'hf:tiny-org/Tiny-Llama');
  hub.troubles.down = true;
  const inspected = await cli('inspect', 'hf:tiny-org/Tiny-Llama');
  expect(inspected.status, inspected.stderr).toBe(0);
  expect(inspected.stderr).toContain('Going on with what is here of hf:tiny-org/Tiny-Llama');
});

test('what a configuration names is not downloaded, but said how to get, and then used', async () => {
  const { cli, hub } = await shell();
  const file = join(folder, 'hub.train.json');
  writeFileSync(
    file,
    JSON.stringify({ ...shortAnswers, model: 'hf:tiny-org/Tiny-Llama@main', max_steps: 1 }),
  );
  const missing = await cli('train', file);
  expect(missing.status).toBe(1);
  expect(missing.stderr).toContain('hf:tiny-org/Tiny-Llama@main is not on this machine.');
  expect(missing.stderr).toContain('guardrail-lens download hf:tiny-org/Tiny-Llama@main');
  expect(hub.seen).toEqual([]);
  await cli('download', 'hf:tiny-org/Tiny-Llama@main');
  const planned = await cli('train', file, '--dry-run');
  expect(planned.status, planned.stderr).toBe(0);
});

test.each([
  [['inspect', 'hf:Tiny'], /hf:Tiny does not name anything on the hub/u],
  [['inspect', 'hf:tiny-org/Missing'], /shows no tiny-org\/Missing/u],
  [['generate', 'hf:tiny-org/Tiny-Llama@nowhere', 'Hello'], /no such revision/u],
])('%j ends with what is wrong', async (args, message) => {
  const { cli } = await shell();
  const { status, stderr } = await cli(...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
});

test('offline, nothing is asked', async () => {
  const { offline, hub } = await shell();
  const { status, stderr } = await offline('inspect', 'hf:tiny-org/Tiny-Llama');
  expect(status).toBe(1);
  expect(stderr).toContain('HF_HUB_OFFLINE is set');
  expect(hub.seen).toEqual([]);
});

test('a prompt that looks like a reference is a prompt', async () => {
  const { cli, hub } = await shell();
  const args = ['generate', checkpointPath('llama'), 'hf:tiny-org/Tiny-Llama', '--max-new-tokens', '2'];
  const { status, stdout, stderr } = await cli(...args);
  expect(status, stderr).toBe(0);
  expect(stdout).toContain('> hf:tiny-org/Tiny-Llama');
  expect(hub.seen).toEqual([]);
});

test("the cache folder's main branch is remembered as Python writes it", async () => {
  const { cli, cache } = await shell();
  await cli('download', 'hf:tiny-org/Tiny-LoRA');
  expect(readFileSync(join(cache, 'models--tiny-org--Tiny-LoRA', 'refs', 'main'), 'utf8')).toBe(commit);
});
