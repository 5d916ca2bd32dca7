// A run on a real Ray cluster of this machine, where Ray and TRL can be had (GLENS_PYTHON names their Python).
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterJob, TargetCheck } from '../../../src/protocol/cluster';
import { runCli, type EndedCli, type OnStderr } from '../../support/cliProcess';
import { cliPath, repositoryPath } from '../../support/paths';
import { processes } from '../../support/processes';
import { startMilliseconds, startRay, type RealRay } from '../../support/realRay';
import { scratchFolder } from '../../support/scratch';
import { tcpRelay, type TcpRelay } from '../../support/tcpRelay';
import { hasModules, pythonExecutable, pythonOnCluster, testPython } from '../../support/testPython';

const folder = scratchFolder();
const there = pythonOnCluster(hasModules('ray', 'aiohttp', 'trl', 'peft', 'datasets'));
if (!there)
  console.log('skipped: a run on a real Ray cluster: no Python with ray[default], trl, peft and datasets');

const file = join(folder, 'targets.json');
const config = join(folder, 'sums.train.json');
/** Goes on until it is ended. */
const endless = join(folder, 'endless.train.json');
let ray: RealRay | null = null;
let relay: TcpRelay | null = null;

const cli = (args: readonly string[], onStderr?: OnStderr): Promise<EndedCli> =>
  runCli(args, { folder, env: { GLENS_TARGETS_FILE: file } }, onStderr);

describe.skipIf(!there)('on a real Ray cluster', { timeout: 900_000 }, () => {
  beforeAll(async () => {
    ray = await startRay(testPython);
    const { address } = ray;
    relay = await tcpRelay(Number(new URL(address).port));
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    const env = { GUARDRAIL_LENS_CLI: cliPath, GUARDRAIL_LENS_NODE: process.execPath, HF_HUB_OFFLINE: '1' };
    const lab = { kind: 'ray', address, folder: shared, gpus: 0, python: pythonExecutable(), env };
    const far = { ...lab, address: relay.address };
    writeFileSync(file, JSON.stringify({ targets: { lab, far } }));
    const data = { type: 'arithmetic', size: 9, test_size: 4 };
    const settings = {
      ...{ model: repositoryPath('test/fixtures/checkpoints/llama'), algorithm: 'grpo', data },
      ...{ rewards: [{ verifier: 'number' }], num_generations: 2, generation_batch_size: 4 },
      ...{ max_completion_length: 4, max_steps: 3, learning_rate: 1e-3, save: { steps: 1 } },
      probe: { steps: 1, limit: 1, max_new_tokens: 4 },
    };
    writeFileSync(config, JSON.stringify(settings));
    writeFileSync(endless, JSON.stringify({ ...settings, max_steps: 100_000 }));
  }, startMilliseconds);
  afterAll(() => {
    relay?.end();
    ray?.end();
  });

  it('a test job says what is there', async () => {
    const { stdout, stderr, status } = await cli(['targets', 'test', 'lab', '--json']);
    expect(status, stderr).toBe(0);
    const check = JSON.parse(stdout) as TargetCheck;
    expect(check.packages['trl']).not.toBeNull();
    expect(check.nodeProblem).toBeNull();
  });

  it('a run outlives its client, is followed again, and its checkpoint comes back', async () => {
    let killed = false;
    const left = await cli(['train', config, '--on', 'lab'], (said, child) => {
      if (killed || !/^sums-[0-9a-f]{8}: running$/mu.test(said)) return;
      killed = true;
      child.kill('SIGKILL');
    });
    expect(killed, left.stderr).toBe(true);
    const listed = await cli(['jobs', 'list', 'lab', '--json']);
    const [job] = JSON.parse(listed.stdout) as ClusterJob[];
    const followed = await cli(['jobs', 'follow', 'lab', job?.id ?? '']);
    expect(followed.status, followed.stderr).toBe(0);
    const run = job?.folder ?? '';
    expect(existsSync(join(run, 'checkpoint-3', 'adapter_model.safetensors'))).toBe(true);
    const { global_step } = JSON.parse(readFileSync(join(run, 'trainer_state.json'), 'utf8')) as {
      global_step: number;
    };
    expect(global_step).toBe(3);
  });

  it('a connection that is cut is said, and loses nothing', async () => {
    let [cut, joined] = [false, false];
    const { status, stdout, stderr } = await cli(['train', config, '--on', 'far'], (said) => {
      if (!cut && /^sums-[0-9a-f]{8}: running$/mu.test(said)) {
        cut = true;
        relay?.cut();
      }
      if (joined || !said.includes('The job may go on; asking again.')) return;
      joined = true;
      relay?.join();
    });
    expect([cut, joined], stderr).toEqual([true, true]);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('3 of 3 steps');
    // The log goes on where it was.
    expect(stderr.match(/^guardrail-lens: seed:/gmu)).toHaveLength(1);
  });

  it('a trainer that is killed there is told of, and what it has saved stays', async () => {
    let run = '';
    const following = cli(['train', endless, '--on', 'lab'], (said) => {
      run = /^Run: (.+)$/mu.exec(said)?.[1] ?? '';
    });
    /** The oldest first, which is whole where there is a second one. */
    const saved = (): string[] =>
      readdirSync(run === '' ? folder : run)
        .filter((name) => /^checkpoint-\d+$/u.test(name))
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    await expect.poll(() => saved().length, { timeout: 600_000 }).toBeGreaterThan(1);
    const trainers = processes().filter(
      ({ command }) => command.includes('guardrail_lens.train') && command.includes(run),
    );
    for (const { pid } of trainers) process.kill(pid, 'SIGKILL');
    const { status, stderr } = await following;
    expect(status, stderr).toBe(1);
    expect(stderr).toMatch(/^endless-[0-9a-f]{8}: failed$/mu);
    const listed = await cli(['jobs', 'list', 'lab', '--json']);
    const jobs = JSON.parse(listed.stdout) as ClusterJob[];
    expect(jobs.find(({ folder: of }) => of === run)).toMatchObject({ status: 'failed' });
    const tuned = await cli(['inspect', join(run, saved()[0] ?? 'none'), '--json']);
    expect(tuned.status, tuned.stderr).toBe(0);
  });

  it('a job that is stopped says so to whoever follows it', async () => {
    const started = await cli(['train', config, '--on', 'lab', '--detach', '--json']);
    const { job } = JSON.parse(started.stdout) as { job: string };
    const following = cli(['jobs', 'follow', 'lab', job]);
    const stopped = await cli(['jobs', 'stop', 'lab', job]);
    expect(stopped.stdout).toContain('is being stopped');
    expect((await following).status).toBe(130);
  });
});
