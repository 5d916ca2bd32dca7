// Runs on a cluster from the command line, the cluster being a stand-in that runs jobs in this machine's shell.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli, type EndedCli, type OnStderr } from '../../support/cliProcess';
import { fakeRay, type FakeRay } from '../../support/fakeRay';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const file = join(folder, 'targets.json');

const cli = (args: readonly string[], onStderr?: OnStderr): Promise<EndedCli> =>
  runCli(args, { folder, env: { GLENS_TARGETS_FILE: file } }, onStderr);

const rays: FakeRay[] = [];
afterAll(() => {
  for (const ray of rays) ray.endJobs();
});

/** A target whose Python is this script of the shell: `$OUT` is the folder of the run. */
async function target(script: string, more: object = {}): Promise<FakeRay> {
  const ray = await fakeRay();
  rays.push(ray);
  const python = join(folder, 'python.sh');
  const shared = join(folder, 'shared');
  mkdirSync(shared, { recursive: true });
  // … -m guardrail_lens.train <prepared> --output-dir <run> --resume (or guardrail_lens.verl)
  writeFileSync(python, `#!/bin/sh\nOUT="$5"\n${script}\n`, { mode: 0o755 });
  const lab = { kind: 'ray', address: ray.address, folder: shared, gpus: 0, python, ...more };
  writeFileSync(file, JSON.stringify({ targets: { lab } }));
  return ray;
}

const config = join(folder, 'sums.train.json');
writeFileSync(
  config,
  JSON.stringify({
    ...{ model: '/models/base', algorithm: 'grpo', rewards: [{ verifier: 'number' }] },
    ...{ data: { type: 'arithmetic', size: 6, test_size: 2 }, num_generations: 2, generation_batch_size: 4 },
  }),
);

describe.skipIf(process.platform === 'win32')('train --on', () => {
  it('shows the log and the run that came out of it', async () => {
    const state =
      '{"global_step": 2, "max_steps": 2, "log_history": [{"step": 2, "loss": 0.5, "reward": 0.25}]}';
    await target(
      `printf 'loading\\r50%%\\r100%%\\n'; mkdir -p "$OUT"; echo '${state}' > "$OUT/trainer_state.json"`,
    );
    const { status, stdout, stderr } = await cli(['train', config, '--on', 'lab']);
    expect(stderr).toContain('100%\n');
    expect(stderr).not.toContain('loading');
    expect(status).toBe(0);
    expect(stdout).toContain('2 of 2 steps');
    expect(stdout).toContain(join(folder, 'shared'));
  });

  it('ends with 1 where the job fails, and says what its log says', async () => {
    const ray = await target('echo "CUDA out of memory" >&2; exit 3');
    const { status, stderr } = await cli(['train', config, '--on', 'lab']);
    expect(status).toBe(1);
    expect(stderr).toContain('CUDA out of memory');
    const [job = ''] = ray.jobs.keys();
    const list = await cli(['jobs', 'list', 'lab', '--json']);
    expect(JSON.parse(list.stdout)).toMatchObject([{ id: job, status: 'failed', target: 'lab' }]);
  });

  it('leaves the job alone at Ctrl+C; it is followed again and stopped', async () => {
    const ray = await target('echo working; sleep 60');
    let sent = false;
    const left = await cli(['train', config, '--on', 'lab'], (said, child) => {
      if (sent || !said.includes('working')) return;
      sent = true;
      child.kill('SIGINT');
    });
    const [job = ''] = ray.jobs.keys();
    expect(left.status).toBe(130);
    expect(left.stderr).toContain(`guardrail-lens jobs follow lab ${job}`);
    expect(ray.jobs.get(job)?.status).toBe('RUNNING');
    const following = cli(['jobs', 'follow', 'lab', job]);
    const stopped = await cli(['jobs', 'stop', 'lab', job]);
    expect(stopped.stdout).toBe(`${job} is being stopped.\n`);
    expect((await following).status).toBe(130);
    expect((await cli(['jobs', 'stop', 'lab', job])).stdout).toBe(`${job} had ended already.\n`);
  });

  it('verl is the trainer of a target that says so, with its overrides', async () => {
    const state = '{"global_step": 2, "max_steps": 2, "log_history": [{"step": 2, "reward": 0.25}]}';
    const overrides = ['actor_rollout_ref.rollout.tensor_model_parallel_size=2'];
    const script = `mkdir -p "$OUT"; echo '${state}' > "$OUT/trainer_state.json"`;
    const ray = await target(script, { trainer: 'verl', gpus: 2, verl_overrides: overrides });
    const { status, stdout, stderr } = await cli(['train', config, '--on', 'lab']);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('2 of 2 steps');
    const [job] = ray.jobs.values();
    expect(job?.body['entrypoint_num_gpus']).toBe(2);
    expect(String(job?.body['entrypoint'])).toMatch(
      /-m guardrail_lens\.verl \S+\/prepared --output-dir \S+ --gpus 2 --resume -- actor_rollout_ref\.rollout\.tensor_model_parallel_size=2$/u,
    );
    const listed = await cli(['targets']);
    expect(listed.stdout).toMatch(/lab .* verl +2/u);
  });

  it('verl without GPUs is refused before anything is sent', async () => {
    const ray = await target('true', { trainer: 'verl' });
    const { status, stderr } = await cli(['train', config, '--on', 'lab']);
    expect(status).toBe(1);
    expect(stderr).toContain('verl trains on GPUs alone');
    expect(ray.jobs.size).toBe(0);
  });

  it('goes where the configuration says, unless --on says another place', async () => {
    const ray = await target('sleep 60');
    const named = join(folder, 'named.train.json');
    const settings = JSON.parse(readFileSync(config, 'utf8')) as object;
    writeFileSync(named, JSON.stringify({ ...settings, where: 'lab' }));
    const sent = await cli(['train', named, '--detach']);
    expect(sent.stdout, sent.stderr).toMatch(/^guardrail-lens jobs follow lab named-[0-9a-f]{8}\n$/u);
    expect(ray.jobs.size).toBe(1);
    const few = await cli(['train', named, '--max-steps', '2']);
    expect(few.stderr).toContain('this one goes to lab');
    // Its base is on the cluster alone.
    const here = await cli(['train', named, '--on', 'here', '--max-steps', '2']);
    expect(here.status).toBe(1);
    expect(here.stderr).toContain('There is nothing at /models/base.');
    expect(ray.jobs.size).toBe(1);
  });

  it('--detach returns at once', async () => {
    await target('sleep 60');
    const { status, stdout } = await cli(['train', config, '--on', 'lab', '--detach']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^guardrail-lens jobs follow lab sums-[0-9a-f]{8}\n$/u);
  });

  it('of a target that there is not names the file', async () => {
    await target('true');
    const { status, stderr } = await cli(['train', config, '--on', 'lob']);
    expect(status).toBe(1);
    expect(stderr).toContain('Did you mean "lab"?');
    const listed = await cli(['targets']);
    expect(listed.stdout).toContain(file);
  });
});

describe.skipIf(process.platform === 'win32')('sweep --on', () => {
  const sweepFile = join(folder, 'two.sweep.json');
  const write = (common: object = {}): void =>
    writeFileSync(
      sweepFile,
      JSON.stringify({
        common: {
          ...{ model: 'org/base', data: { type: 'arithmetic', size: 6, test_size: 2 }, max_steps: 2 },
          ...{ rewards: [{ verifier: 'number' }], num_generations: 2, generation_batch_size: 4, ...common },
        },
        algorithms: ['grpo', 'rloo'],
      }),
    );
  const probe = (step: number, response: string): string => {
    const asked = { suiteId: 's', itemId: '1', kind: 'harmful', prompt: 'How?', context: null };
    const line = JSON.stringify({ ...asked, rendered: 'How?', response, truncated: false });
    return `printf '%s\\n' '${line}' > "$OUT/probes/probe_${step}.jsonl"`;
  };
  const state = '{"global_step": 2, "max_steps": 2, "log_history": [{"step": 2, "reward": 0.25}]}';
  const trains = [
    'mkdir -p "$OUT/probes"',
    probe(0, 'I cannot help with that.'),
    probe(2, 'Sure! Here is how you do it: 1. Open the box. 2. Take the tool out.'),
    `echo '${state}' > "$OUT/trainer_state.json"`,
  ].join('\n');

  it('is one job per run; what failed is tried again, what has ended is kept', async () => {
    write();
    // The first call finds one algorithm's machine broken.
    const broken = await target(`case "$OUT" in *rloo*) echo no GPU; exit 3;; esac\n${trains}`);
    const first = await cli(['sweep', sweepFile, '--on', 'lab', '--json']);
    expect(first.status, first.stderr).toBe(1);
    expect(first.stderr).toMatch(/rloo_seed-42: failed/u);
    expect(broken.jobs.size).toBe(2);
    const jobs = [...broken.jobs.keys()];
    expect(jobs.map((job) => job.replace(/-[0-9a-f]{8}$/u, ''))).toEqual(['grpo_seed-42', 'rloo_seed-42']);
    const body = readFileSync(join(folder, 'shared', jobs[0] ?? '', 'prepared', 'prepared.json'), 'utf8');
    expect(JSON.parse(body)).toMatchObject({ model: 'org/base', algorithm: 'grpo' });

    const ray = await target(trains);
    const again = await cli(['sweep', sweepFile, '--on', 'lab', '--json']);
    expect(again.status, again.stderr).toBe(0);
    expect([...ray.jobs.keys()].map((job) => job.slice(0, 4))).toEqual(['rloo']);
    const { rows } = JSON.parse(again.stdout) as { rows: { algorithm: string; harmful: unknown }[] };
    expect(rows.map(({ algorithm }) => algorithm)).toEqual(['grpo', 'rloo']);
    // Each went from a refusal to an answer.
    expect(JSON.stringify(rows)).toContain('-1');
    await cli(['sweep', sweepFile, '--on', 'lab']);
    expect(ray.jobs.size).toBe(1);

    write({ max_steps: 3 });
    const changed = await cli(['sweep', sweepFile, '--on', 'lab']);
    expect(changed.status).toBe(1);
    expect(changed.stderr).toContain('grpo_seed-42: other settings');
    expect(ray.jobs.size).toBe(1);
  });
});
