// Jobs of a cluster over HTTP: submitted once, followed through cuts, stopped; and the file that names the clusters.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTarget } from '../../../../src/engine/cluster/checkTarget';
import { followJob } from '../../../../src/engine/cluster/followJob';
import { RayJobs } from '../../../../src/engine/cluster/ray/rayJobs';
import { submitRun } from '../../../../src/engine/cluster/submitRun';
import { describeRun } from '../../../../src/engine/training/run/describeRun';
import { keepJobEnd } from '../../../../src/engine/training/run/runJob';
import { remotePath } from '../../../../src/engine/cluster/targets/sharedFolder';
import { openTarget, type OpenTarget } from '../../../../src/engine/cluster/targets/openTarget';
import { addTarget, listTargets } from '../../../../src/engine/cluster/targets/targetsFile';
import type { ClusterJobNews } from '../../../../src/protocol/cluster';
import { fakeRay, type FakeRay } from '../../../support/fakeRay';
import { fakeServer, sendJson } from '../../../support/fakeServer';
import { mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const shared = join(folder, 'shared');
const file = join(folder, 'targets.json');
const fast = { backoff: 1, longestWait: 20, attempts: 2 } as const;

beforeEach(() => {
  process.env['GLENS_TARGETS_FILE'] = file;
  mkdirSync(shared, { recursive: true });
});
afterEach(() => {
  delete process.env['GLENS_TARGETS_FILE'];
  delete process.env['GLENS_TEST_SECRET'];
});

function describeTargets(targets: object): void {
  writeFileSync(file, JSON.stringify({ targets }));
}

/** A target of which jobs run in this machine's shell; `python` is what stands for Python there. */
function open({ address }: Pick<FakeRay, 'address'>, more: object = {}): Promise<OpenTarget> {
  describeTargets({ lab: { kind: 'ray', address, folder: shared, gpus: 0, python: 'echo', ...more } });
  return openTarget('lab', {}, fast);
}

const config = join(folder, 'my sums.train.json');
beforeEach(() => {
  const data = { type: 'arithmetic', size: 6, test_size: 2 };
  const common = { model: '/models/base', algorithm: 'grpo', data, rewards: [{ verifier: 'number' }] };
  writeFileSync(config, JSON.stringify({ ...common, num_generations: 2, generation_batch_size: 4 }));
});

const onShell = describe.skipIf(process.platform === 'win32');

onShell('a run on a cluster', () => {
  it('is prepared in the shared folder, submitted once, and followed to its end', async () => {
    const ray = await fakeRay();
    process.env['GLENS_TEST_SECRET'] = 'of the user';
    const target = await open(ray, { env: { HF_HUB_OFFLINE: '1' }, secret_env: ['GLENS_TEST_SECRET'] });
    const { job, folder: run } = await submitRun(target, { configPath: config, mediaFolder });
    expect(job).toMatch(/^my-sums-[0-9a-f]{8}$/u);
    expect(run).toBe(join(shared, job, job));
    expect(existsSync(join(shared, job, 'prepared', 'prepared.json'))).toBe(true);
    expect(existsSync(join(shared, job, 'python', 'guardrail_lens', 'train.py'))).toBe(true);
    expect(ray.jobs.get(job)?.body).toMatchObject({
      entrypoint: `echo -m guardrail_lens.train ${join(shared, job, 'prepared')} --output-dir ${run} --resume`,
      runtime_env: {
        env_vars: {
          HF_HUB_OFFLINE: '1',
          GLENS_TEST_SECRET: 'of the user',
          PYTHONPATH: join(shared, job, 'python'),
        },
      },
      metadata: { guardrail_lens_folder: run, guardrail_lens_target: 'lab' },
    });
    // The run is shown before its job begins.
    expect(await describeRun(run)).toMatchObject({
      ...{ status: 'running', algorithm: 'grpo', foreign: true, step: 0, configPath: config },
      job: { id: job, target: 'lab', end: null },
    });
    const news: ClusterJobNews[] = [];
    const ended = await followJob(
      target,
      job,
      { onNews: (one) => news.push(one), interval: 5 },
      new AbortController().signal,
    );
    expect(ended).toMatchObject({ id: job, target: 'lab', status: 'succeeded', folder: run });
    expect(news.map(({ log }) => log).join('')).toContain('guardrail_lens.train');
    const { status: endStatus, message } = ended;
    if (endStatus !== 'succeeded') throw new Error('It has not succeeded.');
    await keepJobEnd(run, 'another', { status: 'failed', message });
    expect(await describeRun(run)).toMatchObject({ status: 'running' });
    await keepJobEnd(run, job, { status: endStatus, message });
    // The stand-in for Python trains nothing.
    expect(await describeRun(run)).toMatchObject({
      ...{ status: 'failed', reason: expect.stringContaining('wrote no run') as string },
      job: { end: { status: 'succeeded' } },
    });
    // What is submitted again is there already.
    await target.jobs.submit({ id: job, command: ['false'], env: {}, gpus: 0, folder: null });
    expect(ray.jobs.get(job)?.body['entrypoint']).not.toBe('false');
  });

  it('of several GPUs is launched with a process for each, and paths are those of the cluster', async () => {
    const ray = await fakeRay();
    const target = await open(ray, { gpus: 4, remote_folder: '/mnt/there' });
    const { job } = await submitRun(target, { configPath: config, mediaFolder });
    expect(ray.jobs.get(job)?.body).toMatchObject({
      entrypoint: `echo -m accelerate.commands.launch --num_processes 4 -m guardrail_lens.train /mnt/there/${job}/prepared --output-dir /mnt/there/${job}/${job} --resume`,
      entrypoint_num_gpus: 4,
      runtime_env: { env_vars: { PYTHONPATH: `/mnt/there/${job}/python` } },
    });
    expect(remotePath(target.target, join(shared, 'a', 'b'))).toBe('/mnt/there/a/b');
  });

  it('is not written where the cluster is not there', async () => {
    const gone = await fakeRay();
    await gone.server.close();
    const target = await open(gone, { folder: join(folder, 'never') });
    await expect(submitRun(target, { configPath: config, mediaFolder })).rejects.toMatchObject({
      code: 'endpointFailed',
    });
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});

it.skipIf(process.platform === 'win32')(
  'a configuration that TRL has no equal of leaves nothing behind',
  async () => {
    const ray = await fakeRay();
    const target = await open(ray, { folder: join(folder, 'refused') });
    const data = { type: 'arithmetic', size: 6, test_size: 2 };
    writeFileSync(
      config,
      JSON.stringify({ model: '/models/base', algorithm: 'ppo', data, rewards: [{ verifier: 'number' }] }),
    );
    await expect(submitRun(target, { configPath: config, mediaFolder })).rejects.toMatchObject({
      code: 'configInvalid',
    });
    expect(readdirSync(join(folder, 'refused'))).toEqual([]);
    expect(ray.jobs.size).toBe(0);
  },
);

onShell('following', () => {
  it('outlives a cluster that is not reached for a while, and says so', async () => {
    let asked = 0;
    const server = await fakeServer((response, { url }) => {
      asked++;
      if (asked > 3 && asked < 9) response.destroy();
      else if (url.endsWith('/logs')) sendJson(response, 200, { logs: asked < 9 ? 'one\n' : 'one\ntwo\n' });
      else sendJson(response, 200, { status: asked < 9 ? 'RUNNING' : 'SUCCEEDED', submission_id: 'x' });
    });
    const target = await open({ address: server.url.replace(/\/v1$/u, '') });
    const news: ClusterJobNews[] = [];
    const follow = { onNews: (one: ClusterJobNews) => void news.push(one), interval: 1 };
    const ended = await followJob(target, 'x', follow, new AbortController().signal);
    expect(ended.status).toBe('succeeded');
    expect(news.map(({ log }) => log).join('')).toBe('one\ntwo\n');
    expect(news.some(({ unreachable }) => unreachable?.includes('connection failed'))).toBe(true);
  });

  it('ends with the signal and leaves the job alone', async () => {
    const ray = await fakeRay();
    const target = await open(ray);
    await target.jobs.submit({ id: 'long', command: ['sleep', '60'], env: {}, gpus: 0, folder: null });
    const abort = new AbortController();
    const following = followJob(target, 'long', { onNews: () => abort.abort(), interval: 5 }, abort.signal);
    await expect(following).rejects.toMatchObject({ code: 'cancelled' });
    expect(ray.jobs.get('long')?.status).toBe('RUNNING');
    expect(await target.jobs.stop('long')).toBe(true);
    expect(await target.jobs.stop('long')).toBe(false);
    const follow = { onNews: () => undefined, interval: 5 };
    const ended = await followJob(target, 'long', follow, new AbortController().signal);
    expect(ended.status).toBe('stopped');
  });

  it('of a job that has ended does not wait for a log that cannot be read', async () => {
    const server = await fakeServer((response, { url }) => {
      if (url.endsWith('/logs')) sendJson(response, 200, { nothing: true });
      else sendJson(response, 200, { status: 'FAILED', submission_id: 'x' });
    });
    const target = await open({ address: server.url.replace(/\/v1$/u, '') });
    const follow = { onNews: () => undefined, interval: 1 };
    const ended = await followJob(target, 'x', follow, new AbortController().signal);
    expect(ended.status).toBe('failed');
  });

  it('of a job that is not there is an error', async () => {
    const target = await open(await fakeRay());
    const follow = { onNews: () => undefined };
    await expect(followJob(target, 'none', follow, new AbortController().signal)).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining('404') as string,
    });
  });
});

onShell('testing a target', () => {
  const signal = new AbortController().signal;

  it('says what a job there finds, and leaves nothing behind', async () => {
    const python = join(folder, 'python.sh');
    const facts = { python: '3.12.1', gpus: 2, node: null, node_problem: 'Node is not there.' };
    const line = JSON.stringify({ guardrail_lens: { ...facts, packages: { trl: '1.16.0', vllm: null } } });
    writeFileSync(
      python,
      `#!/bin/sh\necho starting\ntest -d "$PYTHONPATH/guardrail_lens" && echo '${line}'\n`,
      {
        mode: 0o755,
      },
    );
    const ray = await fakeRay();
    const target = await open(ray, { python });
    expect(await checkTarget(target, mediaFolder, signal)).toEqual({
      ...{
        scheduler: 'Ray 2.99.0',
        trainer: 'trl',
        python: '3.12.1',
        gpus: 2,
        node: null,
        nodeProblem: 'Node is not there.',
      },
      packages: { trl: '1.16.0', vllm: null },
    });
    const [check = ''] = ray.jobs.keys();
    expect(check).not.toBe('');
    expect(existsSync(join(shared, check))).toBe(false);
    expect(await target.jobs.list()).toEqual([]);
    // What trains no run (a comparison, a server) is of this product, too.
    await target.jobs.submit({ id: 'compare-1', command: ['true'], env: {}, gpus: 0, folder: null });
    expect(await target.jobs.list()).toMatchObject([{ id: 'compare-1', folder: null }]);
  });

  it('shows the log of a job that fails', async () => {
    const target = await open(await fakeRay(), { python: join(folder, 'no-such-python') });
    await expect(checkTarget(target, mediaFolder, signal)).rejects.toMatchObject({
      code: 'endpointFailed',
      advice: expect.stringContaining('no-such-python') as string,
    });
  });
});

onShell('a shared folder', () => {
  it('that cannot be written is said, by the test of a target too', async () => {
    const shut = join(folder, 'a-file');
    writeFileSync(shut, '');
    const target = await open(await fakeRay(), { folder: shut });
    const error = { code: 'invalidRequest', message: expect.stringContaining(shut) as string };
    await expect(submitRun(target, { configPath: config, mediaFolder })).rejects.toMatchObject(error);
    await expect(checkTarget(target, mediaFolder, new AbortController().signal)).rejects.toMatchObject(error);
  });
});

describe('the file of targets', () => {
  it('may be missing', async () => {
    process.env['GLENS_TARGETS_FILE'] = join(folder, 'missing.json');
    expect(await listTargets()).toEqual([]);
    await expect(openTarget('lab')).rejects.toMatchObject({ code: 'invalidRequest' });
  });

  it.each([
    ['{', 'not valid JSON'],
    ['{"targets": {"a b": {"kind": "ray", "address": "http://h", "folder": "/f"}}}', 'a b'],
    ['{"targets": {"a": {"kind": "pbs", "address": "http://h", "folder": "/f"}}}', 'kind'],
    ['{"targets": {"a": {"kind": "ray", "address": "ftp://h", "folder": "/f"}}}', 'address'],
    ['{"targets": {"a": {"kind": "ray", "address": "http://h", "folder": "f"}}}', 'folder'],
    ['{"targets": {"a": {"kind": "ray", "address": "http://h", "folder": "/f", "key": "x"}}}', 'key'],
    ['{"targets": {"a": {"kind": "ray", "address": "http://h", "folder": "/f", "env": {"1": ""}}}}', 'env'],
  ])('%s is refused', async (text, part) => {
    writeFileSync(file, text);
    await expect(listTargets()).rejects.toMatchObject({
      code: 'configInvalid',
      message: expect.stringContaining(part) as string,
    });
  });

  it('takes further targets, and keeps what is there as it is', async () => {
    const path = join(folder, 'new', 'targets.json');
    process.env['GLENS_TARGETS_FILE'] = path;
    const lab = { kind: 'ray', address: 'http://head:8265', folder: shared } as const;
    expect(await addTarget('lab', lab)).toEqual({ file: path });
    await addTarget('hpc', { kind: 'slurm', folder: shared, gpus: 4 });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      targets: { lab, hpc: { kind: 'slurm', folder: shared, gpus: 4 } },
    });
    expect((await listTargets()).map(({ name }) => name)).toEqual(['hpc', 'lab']);
    await expect(addTarget('lab', lab)).rejects.toMatchObject({ code: 'invalidRequest' });
    await expect(addTarget('x', { ...lab, address: '-h' })).rejects.toMatchObject({ code: 'invalidRequest' });
    await expect(addTarget('a b', lab)).rejects.toMatchObject({ code: 'invalidRequest' });
    expect(await listTargets()).toHaveLength(2);
  });

  it('names near ones, and a secret that is not set', async () => {
    const ray = await fakeRay();
    const target = await open(ray, { secret_env: ['GLENS_TEST_SECRET'] });
    await expect(openTarget('lob')).rejects.toMatchObject({ advice: 'Did you mean "lab"?' });
    await expect(submitRun(target, { configPath: config, mediaFolder })).rejects.toMatchObject({
      message: expect.stringContaining('GLENS_TEST_SECRET') as string,
    });
    expect(ray.server.seen).toEqual([]);
  });

  it('hands no secret over an open line to another machine', async () => {
    const address = 'http://192.0.2.1:8265';
    await expect(open({ address }, { secret_env: ['GLENS_TEST_SECRET'] })).rejects.toMatchObject({
      message: expect.stringContaining('unencrypted') as string,
    });
    await expect(open({ address })).resolves.toMatchObject({ target: { address } });
  });
});

it('a web page is no dashboard', async () => {
  const server = await fakeServer((response) => response.writeHead(200).end('<html>'));
  const jobs = new RayJobs(server.url, { ...fast, name: 'lab', key: null, secrets: false });
  await expect(jobs.version()).rejects.toMatchObject({
    message: expect.stringContaining('is this the address of a Ray dashboard?') as string,
  });
});

it.skipIf(process.platform === 'win32')('arguments reach the shell as they are', async () => {
  const said = join(folder, 'said.json');
  const args = ["it's", '$HOME', 'a b', '`ls`', '"', '\\', '', 'plain-1.2/x:y=z', '; rm x', '\n'];
  const script = 'require("fs").writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)))';
  const ray = await fakeRay();
  const target = await open(ray);
  await target.jobs.submit({
    ...{ id: 'quoted', env: {}, gpus: 0, folder: null },
    command: [process.execPath, '-e', script, said, ...args],
  });
  const follow = { onNews: () => undefined, interval: 5 };
  await followJob(target, 'quoted', follow, new AbortController().signal);
  expect(JSON.parse(readFileSync(said, 'utf8'))).toEqual(args);
});
