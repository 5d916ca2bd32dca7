// Models served on a cluster and compared: the cluster is a stand-in that runs jobs here, and `vllm` one that takes its options
// as vLLM's parser does and has this product's own server answer.
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type EndedCli, type OnStderr } from '../../support/cliProcess';
import { fakeRay, type FakeRay } from '../../support/fakeRay';
import { checkpointPath, cliPath } from '../../support/paths';
import { processes } from '../../support/processes';
import { startMilliseconds, startRay, type RealRay } from '../../support/realRay';
import { scratchFolder } from '../../support/scratch';
import { hasModules, pythonExecutable, pythonOnCluster, testPython } from '../../support/testPython';

const folder = scratchFolder();
const shared = join(folder, 'shared');
const file = join(folder, 'targets.json');
const there = pythonOnCluster('import sys; sys.exit(sys.version_info < (3, 10))');
const hasRay = there && pythonOnCluster(hasModules('ray', 'aiohttp'));
if (there && !hasRay) console.log('skipped: serving on a real Ray cluster: no Python with ray[default]');
if (!there) console.log('skipped: serving on a cluster: there is no Python of 3.10 or newer');

// argparse as vLLM has it: an option that it does not know ends the server, as it would there.
const vllm = join(folder, 'vllm');
writeFileSync(
  vllm,
  `#!/usr/bin/env python3
import argparse, os
parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("serve", choices=["serve"])
parser.add_argument("model")
for name in ("host", "port", "served-model-name", "max-lora-rank", "tensor-parallel-size", "dtype"):
    parser.add_argument("--" + name)
parser.add_argument("--enable-lora", action="store_true")
parser.add_argument("--lora-modules", nargs="+", default=[])
given = parser.parse_args()
assert given.enable_lora and given.max_lora_rank == "16", given
if given.dtype == "float99":
    raise SystemExit("no such dtype")
adapters = [part for module in given.lora_modules for part in ("--adapter", module)]
os.execv(os.environ["NODE"], [os.environ["NODE"], "--no-warnings", os.environ["CLI"], "serve", given.model, *adapters,
    "--host", given.host, "--port", given.port, "--fixed-batch"])
`,
  { mode: 0o755 },
);

const rays: FakeRay[] = [];
afterAll(() => {
  for (const ray of rays) ray.endJobs();
});

const cli = (args: readonly string[], onStderr?: OnStderr): Promise<EndedCli> => {
  const env = { GLENS_TARGETS_FILE: file, GLENS_ENDPOINTS_FILE: join(folder, 'endpoints.json') };
  return runCli(args, { folder, env }, onStderr);
};

async function target(): Promise<FakeRay> {
  const ray = await fakeRay();
  rays.push(ray);
  describeTarget(ray.address);
  return ray;
}

function describeTarget(address: string): void {
  mkdirSync(shared, { recursive: true });
  const env = {
    ...{ GUARDRAIL_LENS_VLLM: vllm, GUARDRAIL_LENS_SERVE_HOST: '127.0.0.1', PYTHONDONTWRITEBYTECODE: '1' },
    ...{ NODE: process.execPath, CLI: cliPath },
    ...{ GUARDRAIL_LENS_NODE: process.execPath, GUARDRAIL_LENS_CLI: cliPath },
  };
  const lab = { kind: 'ray', address, folder: shared, gpus: 0, python: pythonExecutable(), env };
  writeFileSync(file, JSON.stringify({ targets: { lab } }));
}

// What is served is called as its folder is.
const base = join(folder, 'base-model');
const adapter = join(folder, 'tuned');
cpSync(checkpointPath('llama'), base, { recursive: true });
cpSync(checkpointPath('llama-lora'), adapter, { recursive: true });
const serve = ['cluster', 'serve', 'lab', '--base', base, '--adapter', `tuned=${adapter}`];
const few = ['--suite', 'glens-overrefusal', '--limit', '6', '--max-new-tokens', '8', '--force', '--json'];

const servers = (): number =>
  processes().filter(({ command }) => command.includes(base) && command.includes('serve')).length;

describe.skipIf(!there)('cluster serve', () => {
  it('serves base and adapter by two replicas, compares them and takes all down', async () => {
    const ray = await target();
    const out = join(folder, 'x.glens');
    const served = await cli([
      ...serve,
      '--replicas',
      '2',
      '--vllm=--dtype=bfloat16',
      '--',
      ...few,
      '--out',
      out,
    ]);
    expect(served.status, served.stderr).toBe(0);
    expect(existsSync(out)).toBe(true);
    expect(served.stdout).toContain('endpoint');
    expect([...ray.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED', 'STOPPED']);
    expect(String([...ray.jobs.values()][0]?.body['entrypoint'])).toContain('--dtype=bfloat16');
    expect(readdirSync(shared)).toEqual([]);
    await expect.poll(servers, { timeout: 30_000 }).toBe(0);
  });

  it('is taken down at Ctrl+C, too', async () => {
    const ray = await target();
    let sent = false;
    const { status, stderr } = await cli([...serve, '--', ...few, '--limit', '200'], (said, child) => {
      if (sent || !said.includes('Ready: http')) return;
      sent = true;
      child.kill('SIGINT');
    });
    expect(status, stderr).toBe(130);
    expect(stderr).toContain('taken down');
    expect([...ray.jobs.values()].map((job) => job.status)).toEqual(['STOPPED']);
    expect(readdirSync(shared)).toEqual([]);
  });

  it('a server that does not start is said with its log, and nothing is left', async () => {
    const ray = await target();
    const { status, stderr } = await cli([...serve, '--vllm=--dtype=float99', '--', ...few]);
    expect(status).toBe(1);
    expect(stderr).toContain('failed before it was ready');
    expect(stderr).toContain('no such dtype');
    expect(ray.jobs.size).toBe(1);
    expect(readdirSync(shared)).toEqual([]);
  });

  it('what vLLM has no option of starts nothing', async () => {
    const ray = await target();
    const { status, stderr } = await cli([...serve, '--vllm=--dtyp=x', '--', ...few]);
    expect(status).toBe(1);
    expect(stderr).toContain('Did you mean --dtype?');
    expect(ray.jobs.size).toBe(0);
    const twice = await cli([...serve, '--', '--base', 'x']);
    expect(twice.stderr).toContain('--base is what is served');
  });
});

describe.skipIf(!there)('compare --on', () => {
  it('runs there, and its file and gates are shown here', async () => {
    const ray = await target();
    const out = join(folder, 'there.glens');
    const compared = await cli([
      ...['compare', '--on', 'lab', '--base', base, '--tuned', adapter, '--suite=glens-overrefusal'],
      ...['--limit', '4', '--max-new-tokens', '8', '--force', '--fail-if', 'harmful.delta < -2pp', '--json'],
      ...['--out', out],
    ]);
    const [body] = [...ray.jobs.values()].map((job) => String(job.body['entrypoint']));
    expect(body).toContain('--suite=glens-overrefusal --limit 4 --max-new-tokens 8 --force --out');
    expect(body).not.toContain('--fail-if');
    expect(existsSync(out), compared.stderr).toBe(true);
    expect(JSON.parse(compared.stdout)).toMatchObject({ status: 'complete', path: out });
    // No prompt of it is harmful: the condition cannot be told, which stops a checkpoint as well.
    expect(compared.stderr).toContain('--fail-if "harmful.delta < -2pp"');
    expect(compared.status).toBe(3);
  });

  it('that fails there ends with 1 and its log', async () => {
    await target();
    const { status, stderr } = await cli(['compare', '--on', 'lab', '--base', base, '--tuned', '/no/such']);
    expect(status).toBe(1);
    expect(stderr).toContain('/no/such');
  });
});

describe.skipIf(!hasRay)('cluster serve on a real Ray cluster', () => {
  let ray: RealRay | null = null;
  beforeAll(async () => {
    ray = await startRay(testPython);
  }, startMilliseconds);
  afterAll(() => ray?.end());

  it('serves, compares and takes down', async () => {
    if (ray === null) throw new Error('Ray has not started.');
    describeTarget(ray.address);
    const out = join(folder, 'real.glens');
    // What comparisons left.
    const before = readdirSync(shared);
    const served = await cli([...serve, '--', ...few, '--out', out]);
    expect(served.status, served.stderr).toBe(0);
    expect(existsSync(out)).toBe(true);
    expect(readdirSync(shared)).toEqual(before);
    await expect.poll(servers, { timeout: 30_000 }).toBe(0);
  });
});
