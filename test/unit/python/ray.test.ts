// A run on a real Ray cluster of this machine, where Ray and TRL can be had (GLENS_PYTHON names their Python).
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterJob, TargetCheck } from '../../../src/protocol/cluster';
import { startRay, type RealRay } from '../../support/realRay';
import { cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const python = process.env['GLENS_PYTHON'] ?? 'python3';
const needed = 'import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ("ray", "trl", "peft"))))';
const there = process.platform !== 'win32' && spawnSync(python, ['-c', needed]).status === 0;
if (!there) console.log('skipped: a run on a real Ray cluster: no Python with ray[default], trl and peft');

const file = join(folder, 'targets.json');
const config = join(folder, 'sums.train.json');
let ray: RealRay | null = null;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(
  args: readonly string[],
  onStderr: (said: string, child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const env = { ...process.env, GLENS_TARGETS_FILE: file };
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onStderr(stderr, child);
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}

describe.skipIf(!there)('on a real Ray cluster', () => {
  beforeAll(async () => {
    ray = await startRay(python);
    const { address } = ray;
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    const env = { GUARDRAIL_LENS_CLI: cliPath, GUARDRAIL_LENS_NODE: process.execPath, HF_HUB_OFFLINE: '1' };
    const executable = spawnSync(python, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
    const lab = { kind: 'ray', address, folder: shared, gpus: 0, python: executable.stdout.trim(), env };
    writeFileSync(file, JSON.stringify({ targets: { lab } }));
    const data = { type: 'arithmetic', size: 9, test_size: 4 };
    writeFileSync(
      config,
      JSON.stringify({
        ...{ model: repositoryPath('test/fixtures/checkpoints/llama'), algorithm: 'grpo', data },
        ...{ rewards: [{ verifier: 'number' }], num_generations: 2, generation_batch_size: 4 },
        ...{ max_completion_length: 4, max_steps: 3, learning_rate: 1e-3, save: { steps: 1 } },
        probe: { steps: 1, limit: 1, max_new_tokens: 4 },
      }),
    );
  });
  afterAll(() => ray?.end());

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

  it('a job that is stopped says so to whoever follows it', async () => {
    const started = await cli(['train', config, '--on', 'lab', '--detach', '--json']);
    const { job } = JSON.parse(started.stdout) as { job: string };
    const following = cli(['jobs', 'follow', 'lab', job]);
    const stopped = await cli(['jobs', 'stop', 'lab', job]);
    expect(stopped.stdout).toContain('is being stopped');
    expect((await following).status).toBe(130);
  });
});
