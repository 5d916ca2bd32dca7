// Jobs of Slurm by its commands: what squeue says, a job from submission to end, and what Slurm has forgotten.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../support/freePort';
import { checkTarget } from '../../../../src/engine/cluster/checkTarget';
import { followJob } from '../../../../src/engine/cluster/followJob';
import { commandsOver, type CommandRunner } from '../../../../src/engine/cluster/slurm/commandRunner';
import { batchScript, isFreeOption, sbatchCommand } from '../../../../src/engine/cluster/slurm/sbatch';
import { SlurmJobs } from '../../../../src/engine/cluster/slurm/slurmJobs';
import { parseSqueue } from '../../../../src/engine/cluster/slurm/squeue';
import { parseSshAddress } from '../../../../src/safety/clusters/sshAddress';
import { submitRun } from '../../../../src/engine/cluster/submitRun';
import { openTarget, type OpenTarget } from '../../../../src/engine/cluster/targets/openTarget';
import { listTargets } from '../../../../src/engine/cluster/targets/targetsFile';
import type { ClusterJobNews } from '../../../../src/protocol/cluster';
import { fakeSlurm, type FakeSlurm } from '../../../support/fakeSlurm';
import { mediaFolder, repositoryPath } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const file = join(folder, 'targets.json');
const path = process.env['PATH'];
const signal = new AbortController().signal;
const posix = process.platform !== 'win32';

beforeEach(() => {
  process.env['GLENS_TARGETS_FILE'] = file;
});
afterEach(() => {
  delete process.env['GLENS_TARGETS_FILE'];
  process.env['PATH'] = path;
});

const config = join(folder, '-my sums.train.json');
writeFileSync(
  config,
  JSON.stringify({
    ...{ model: '/models/base', algorithm: 'grpo', rewards: [{ verifier: 'number' }] },
    ...{ data: { type: 'arithmetic', size: 6, test_size: 2 }, num_generations: 2, generation_batch_size: 4 },
  }),
);

let count = 0;

/** A target of a new Slurm, whose `python` is this script of the shell. */
async function open(script: string, more: object = {}): Promise<OpenTarget & { readonly slurm: FakeSlurm }> {
  const here = join(folder, `slurm ${++count}`);
  const slurm = fakeSlurm(here);
  process.env['PATH'] = [slurm.bin, path].join(delimiter);
  const shared = join(here, '100%d');
  mkdirSync(shared);
  const python = join(here, 'python.sh');
  // … -m guardrail_lens.train <prepared> --output-dir <run> --resume
  writeFileSync(python, `#!/bin/sh\nOUT="$5"\n${script}\n`, { mode: 0o755 });
  const lab = { kind: 'slurm', folder: shared, gpus: 0, python, ...more };
  writeFileSync(file, JSON.stringify({ targets: { lab } }));
  return { ...(await openTarget('lab')), slurm };
}

describe('squeue --json', () => {
  const text = readFileSync(repositoryPath('test/fixtures/cluster/squeue-22.05.json'), 'utf8');

  it('of 22.05, recorded', () => {
    expect(parseSqueue(text)).toEqual([
      job(1, 'succeeded', null, '2026-11-29T22:07:16.000Z', '2026-11-29T22:07:16.000Z'),
      job(2, 'failed', 'Slurm: FAILED, exit code 3', '2026-11-29T22:07:19.000Z', '2026-11-29T22:07:19.000Z'),
      job(3, 'running', null, '2026-11-29T22:07:22.000Z', null),
      job(4, 'stopped', null, '2026-11-29T22:07:18.000Z', '2026-11-29T22:07:18.000Z'),
      // Its start is when Slurm expects it.
      job(5, 'pending', 'Slurm: it waits (Resources)', null, null),
    ]);
  });

  it.each([
    [['PENDING'], 'pending'],
    [['RUNNING', 'CONFIGURING'], 'pending'],
    [['CANCELLED', 'COMPLETING'], 'running'],
    [['CANCELLED'], 'stopped'],
    [['TIMEOUT'], 'failed'],
    [['OUT_OF_MEMORY'], 'failed'],
    [['PENDING', 'REQUEUED'], 'pending'],
    [['A_STATE_TO_COME'], 'running'],
    ['NODE_FAIL', 'failed'],
  ])('a state of %j is %s', (state, status) => {
    const end = { set: true, infinite: false, number: 1_760_000_000 };
    const jobs = [
      { job_id: 7, name: 'x', job_state: state, start_time: { set: false, number: 0 }, end_time: end },
    ];
    expect(parseSqueue(JSON.stringify({ jobs }))).toMatchObject([{ number: 7, status, begun: null }]);
  });

  function job(
    number: number,
    status: string,
    message: string | null,
    begun: string | null,
    ended: string | null,
  ): object {
    return { number, name: `sums-0a0a0a0${number}`, status, message, begun, ended };
  }
});

describe.skipIf(!posix)('a run on Slurm', () => {
  it.each(['text', 'list'] as const)(
    'is submitted once, followed to its end, and known afterwards (states as %s)',
    async (form) => {
      process.env['GLENS_TEST_SECRET'] = 'of the user';
      const target = await open('echo trained é', {
        gpus: 2,
        sbatch: ['--partition=gpu', '--time=04:00:00'],
        env: { HF_HUB_OFFLINE: '1' },
        secret_env: ['GLENS_TEST_SECRET'],
      });
      target.slurm.speak(form);
      const { job, folder: run } = await submitRun(target, { configPath: config, mediaFolder });
      expect(job).toMatch(/^my-sums-[0-9a-f]{8}$/u);
      const [submission] = target.slurm.submissions();
      const { args, script } = submission ?? { args: [], script: '' };
      const there = join(target.target.folder, job);
      expect(args).toEqual([
        ...['--parsable', `--job-name=${job}`, `--chdir=${there}`],
        `--output=${there.replaceAll('%', '%%')}/slurm.log`,
        ...['--open-mode=append', '--nodes=1', '--gpus-per-node=2', '--partition=gpu', '--time=04:00:00'],
      ]);
      expect(args.join(' ')).not.toContain('of the user');
      expect(script).toContain('-m accelerate.commands.launch --num_processes 2 -m guardrail_lens.train');
      const news: ClusterJobNews[] = [];
      const follow = { onNews: (one: ClusterJobNews) => void news.push(one), interval: 5 };
      const ended = await followJob(target, job, follow, signal);
      expect(ended).toMatchObject({ id: job, target: 'lab', status: 'succeeded', folder: run });
      expect(news.map(({ log }) => log).join('')).toBe('trained é\n');
      delete process.env['GLENS_TEST_SECRET'];
      // What is submitted again is there already.
      await target.jobs.submit({ id: job, command: ['false'], env: {}, gpus: 0, folder: run });
      expect(target.slurm.submissions()).toHaveLength(1);
      target.slurm.forget();
      const [listed] = await target.jobs.list();
      expect(listed).toMatchObject({ id: job, status: 'succeeded', folder: run, message: null });
      expect(Date.parse(listed?.ended ?? '')).toBeGreaterThan(0);
      expect(await target.jobs.job(job)).toEqual(listed);
      expect(await target.jobs.stop(job)).toBe(false);
    },
  );

  it('reaches its variables as they are', async () => {
    const secret = "it's $HOME\n`x`";
    process.env['GLENS_TEST_SECRET'] = secret;
    const target = await open('mkdir -p "$OUT"; printf "%s" "$GLENS_TEST_SECRET" > "$OUT/said"', {
      secret_env: ['GLENS_TEST_SECRET'],
    });
    const { job, folder: run } = await submitRun(target, { configPath: config, mediaFolder });
    delete process.env['GLENS_TEST_SECRET'];
    await followJob(target, job, { onNews: () => undefined, interval: 5 }, signal);
    expect(readFileSync(join(run, 'said'), 'utf8')).toBe(secret);
  });

  it('that fails says so, also when Slurm has forgotten it', async () => {
    const target = await open('echo "CUDA out of memory" >&2; exit 3');
    const { job } = await submitRun(target, { configPath: config, mediaFolder });
    const news: ClusterJobNews[] = [];
    const ended = await followJob(target, job, { onNews: (one) => news.push(one), interval: 5 }, signal);
    expect(ended).toMatchObject({ status: 'failed', message: 'Slurm: FAILED, exit code 3' });
    expect(news.map(({ log }) => log).join('')).toContain('CUDA out of memory');
    target.slurm.forget();
    expect(await target.jobs.job(job)).toMatchObject({
      status: 'failed',
      message: 'It ended with exit code 3.',
    });
  });

  it('is stopped, and stays stopped when Slurm has forgotten it', async () => {
    const target = await open('sleep 60');
    const { job } = await submitRun(target, { configPath: config, mediaFolder });
    expect(await target.jobs.job(job)).toMatchObject({ status: 'running' });
    expect(await target.jobs.stop(job)).toBe(true);
    expect(await target.jobs.stop(job)).toBe(false);
    target.slurm.forget();
    expect(await target.jobs.job(job)).toMatchObject({ status: 'stopped' });
  });

  it('that ended without a word is not taken for a success', async () => {
    const target = await open('sleep 60');
    const { job } = await submitRun(target, { configPath: config, mediaFolder });
    target.slurm.forget();
    expect(await target.jobs.job(job)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('left no exit code') as string,
    });
  });

  it('that is not taken is said in the words of sbatch, and is not listed', async () => {
    const target = await open('true', { sbatch: ['--partition=nix'] });
    await expect(submitRun(target, { configPath: config, mediaFolder })).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining('Invalid partition name') as string,
    });
    expect(await target.jobs.list()).toEqual([]);
  });

  it.each(['none', '../../etc', '-x', ''])('of the name "%s" is an error', async (id) => {
    const target = await open('true');
    await expect(target.jobs.job(id)).rejects.toMatchObject({ code: 'endpointFailed' });
  });

  it('is tested as Ray is', async () => {
    const facts = { python: '3.12.1', packages: { trl: '1.16.0' }, gpus: 2, node: null, node_problem: null };
    const target = await open(`echo '${JSON.stringify({ guardrail_lens: facts })}'`);
    expect(await checkTarget(target, mediaFolder, signal)).toMatchObject({
      scheduler: 'slurm-wlm 22.05.8',
      gpus: 2,
    });
  });

  it('without Slurm is said', async () => {
    const target = await open('true');
    process.env['PATH'] = folder;
    await expect(target.jobs.version()).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining('sbatch cannot be run on this machine') as string,
    });
  });
});

describe('the log', () => {
  it('is read in parts of whole characters', async () => {
    const bytes = Buffer.from('aé😀');
    const asked: string[][] = [];
    const commands: CommandRunner = {
      place: 'here',
      run: (command) => {
        asked.push([...command]);
        const from = Number(command[2]) - 1;
        // Two bytes more each time.
        const stdout = bytes.subarray(from, Math.min(bytes.length, asked.length * 2));
        return Promise.resolve({ code: 0, stdout, stderr: '', cut: false });
      },
    };
    const jobs = new SlurmJobs({ folder, remoteFolder: '/there', sbatch: [] }, commands);
    let [said, from] = ['', 0];
    for (let look = 0; look < 4; look++) {
      const { text, next } = await jobs.log('x', from);
      said += text;
      from = next;
    }
    expect(said).toBe('aé😀');
    expect(asked[0]).toEqual(['tail', '-c', '+1', '/there/x/slurm.log']);
  });
});

describe('what is handed to ssh and sbatch', () => {
  it.each([
    ['ssh://login', { user: null, host: 'login', port: null }],
    ['ssh://me@login.lab.org:2222', { user: 'me', host: 'login.lab.org', port: '2222' }],
    ['ssh://[::1]:22', { user: null, host: '::1', port: '22' }],
    ['ssh://-oProxyCommand=touch x', null],
    ['ssh://-oProxyCommand', null],
    ['ssh://-l@login', null],
    ['ssh://login;reboot', null],
    ['ssh://log in', null],
    ['ssh://login:99999', null],
    ['login', null],
  ])('%s', (text, address) => {
    expect(parseSshAddress(text)).toEqual(address);
  });

  it.each([
    ['{"kind": "slurm", "address": "ssh://-oProxyCommand=x", "folder": "/f"}', 'address'],
    ['{"kind": "slurm", "address": "http://login", "folder": "/f"}', 'address'],
    ['{"kind": "slurm", "folder": "-f"}', 'folder'],
    ['{"kind": "slurm", "folder": "/f", "remote_folder": "-f"}', 'remote_folder'],
    ['{"kind": "slurm", "folder": "/f", "python": "-c"}', 'python'],
    ['{"kind": "slurm", "folder": "/f", "sbatch": ["--wrap=reboot"]}', 'sbatch'],
    ['{"kind": "slurm", "folder": "/f", "sbatch": ["script.sh"]}', 'sbatch'],
    ['{"kind": "ray", "address": "http://h", "folder": "/f", "sbatch": []}', 'sbatch'],
  ])('a target %s is refused', async (text, part) => {
    writeFileSync(file, `{"targets": {"a": ${text}}}`);
    await expect(listTargets()).rejects.toMatchObject({
      code: 'configInvalid',
      message: expect.stringContaining(part) as string,
    });
  });

  it('asks for GPUs in its own words unless the target does', () => {
    const job = { id: 'x', gpus: 4 };
    expect(sbatchCommand(job, '/f/x', [])).toContain('--gpus-per-node=4');
    expect(sbatchCommand(job, '/f/x', ['--gres=gpu:a100:4']).filter((arg) => arg.includes('gpu'))).toEqual([
      '--gres=gpu:a100:4',
    ]);
    expect(isFreeOption('--gpu-bind=closest')).toBe(true);
    expect(isFreeOption('--output=/x')).toBe(false);
    expect(isFreeOption('--mem=1\n--wrap=x')).toBe(false);
  });

  it.skipIf(!posix)('a script is that of a shell', () => {
    const script = batchScript(
      { command: ['echo', "a'b", '$(reboot)'], env: { A: ';' } },
      join(folder, "it's"),
    );
    mkdirSync(join(folder, "it's"));
    expect(execFileSync('sh', { input: script, encoding: 'utf8' })).toBe("a'b $(reboot)\n");
    expect(readFileSync(join(folder, "it's", 'exit_code'), 'utf8')).toMatch(/^0 \d+ \d+\n$/u);
  });
});

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((place) => existsSync(place));
const overSsh = posix && sshd !== undefined && spawnSync('ssh', ['-V']).status === 0;
if (!overSsh)
  console.log('skipped: Slurm over a real sshd: no OpenSSH server (openssh-server) on this machine');

describe.skipIf(!overSsh)('over a real sshd on loopback', () => {
  const here = join(folder, 'sshd');
  let end = (): void => undefined;
  let port = 0;

  beforeAll(async () => {
    mkdirSync(here, { mode: 0o700 });
    for (const name of ['host', 'user']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(here, name)]);
    }
    writeFileSync(join(here, 'authorized_keys'), readFileSync(join(here, 'user.pub')), { mode: 0o600 });
    port = await freePort();
    const remote = fakeSlurm(join(here, 'slurm'));
    writeFileSync(
      join(here, 'sshd_config'),
      [
        ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${join(here, 'host')}`, 'UsePAM no'],
        ...[
          'StrictModes no',
          `PidFile ${join(here, 'pid')}`,
          `AuthorizedKeysFile ${join(here, 'authorized_keys')}`,
        ],
        ...['PasswordAuthentication no', 'PermitRootLogin prohibit-password'],
        `SetEnv PATH=${remote.bin}:/usr/bin:/bin`,
        '',
      ].join('\n'),
    );
    // Where a server that runs as root separates its privileges; it makes no such folder itself.
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
    const server = spawn(sshd ?? '', ['-D', '-e', '-f', join(here, 'sshd_config')], { stdio: 'ignore' });
    end = () => void server.kill();
    writeFileSync(
      join(here, 'known_hosts'),
      `[127.0.0.1]:${port} ${readFileSync(join(here, 'host.pub'), 'utf8')}`,
    );
    writeFileSync(
      join(here, 'ssh_config'),
      `Host *\n  IdentityFile ${join(here, 'user')}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${join(here, 'known_hosts')}\n`,
    );
    // The user's own ssh finds its configuration by itself; this one is told of it.
    const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
    mkdirSync(join(here, 'bin'));
    writeFileSync(
      join(here, 'bin', 'ssh'),
      `#!/bin/sh\nexec '${ssh}' -F '${join(here, 'ssh_config')}' "$@"\n`,
    );
    chmodSync(join(here, 'bin', 'ssh'), 0o755);
    while (!(await connects(port))) await sleep(20);
  });
  afterAll(() => end());
  beforeEach(() => {
    process.env['PATH'] = [join(here, 'bin'), path].join(delimiter);
  });

  const address = (to = port): string => `ssh://${userInfo().username}@127.0.0.1:${to}`;

  it('arguments, input and output arrive as they are', async () => {
    const args = ["it's", '$HOME', 'a b', '`ls`', '"', '\\', '', '; rm x', '\n', '-n', '*'];
    const commands = commandsOver(address());
    const { stdout, code } = await commands.run(['printf', '%s|', ...args]);
    expect(stdout.toString()).toBe(args.map((arg) => `${arg}|`).join(''));
    expect(code).toBe(0);
    expect((await commands.run(['cat'], { input: 'a\0é' })).stdout.toString()).toBe('a\0é');
    expect((await commands.run(['sh', '-c', 'echo no >&2; exit 7'])).code).toBe(7);
    expect((await commands.run(['yes'], { maxBytes: 1000 })).stdout).toHaveLength(1000);
  });

  it('a run is submitted, followed and listed', async () => {
    const shared = join(here, 'shared');
    mkdirSync(shared);
    const lab = { kind: 'slurm', address: address(), folder: shared, gpus: 0, python: '/bin/echo' };
    writeFileSync(file, JSON.stringify({ targets: { lab } }));
    const target = await openTarget('lab');
    const { job } = await submitRun(target, { configPath: config, mediaFolder });
    const news: ClusterJobNews[] = [];
    const ended = await followJob(target, job, { onNews: (one) => news.push(one), interval: 5 }, signal);
    expect(ended.status).toBe('succeeded');
    expect(news.map(({ log }) => log).join('')).toContain('-m guardrail_lens.train');
    expect(await target.jobs.list()).toMatchObject([{ id: job, status: 'succeeded' }]);
  });

  it('a server that is not there, and a command that is not there, are said', async () => {
    const free = await freePort();
    await expect(commandsOver(address(free)).run(['true'])).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining('no connection to 127.0.0.1') as string,
    });
    await expect(commandsOver(address()).run(['no-such-command'])).rejects.toMatchObject({
      message: expect.stringContaining('no-such-command cannot be run on 127.0.0.1') as string,
    });
    const abort = new AbortController();
    const waiting = commandsOver(address()).run(['sleep', '60'], { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });
});

async function connects(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
