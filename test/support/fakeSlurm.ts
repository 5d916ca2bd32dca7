// Slurm's commands as far as jobs go: a job is its script, run by this machine's shell. What `squeue` prints is a recording of
// Slurm 22.05 with the job's own facts in it.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryPath } from './paths';

export interface FakeSlurm {
  /** To be put in front of the path. */
  readonly bin: string;
  /** The arguments and the input of the commands that submitted, in turn. */
  submissions(): readonly { readonly args: readonly string[]; readonly script: string }[];
  /** As Slurm does minutes after a job's end. */
  forget(): void;
  /** `list`: as 23.11 and newer print states, times and exit codes. */
  speak(form: 'text' | 'list'): void;
}

const recording = repositoryPath('test/fixtures/cluster/squeue-22.05.json');

/** @param folder of its own: state and commands */
export function fakeSlurm(folder: string): FakeSlurm {
  const bin = join(folder, 'bin');
  const jobs = join(folder, 'jobs');
  mkdirSync(bin, { recursive: true });
  mkdirSync(jobs, { recursive: true });
  const form = join(folder, 'form');
  writeFileSync(form, 'text');
  const state = join(folder, 'state.json');
  writeFileSync(state, JSON.stringify({ submissions: [], jobs: [] }));
  const facts = JSON.stringify({ jobs, form, state, recording });
  for (const name of ['sbatch', 'squeue', 'scancel']) {
    const path = join(bin, name);
    // By path: a session over ssh has no Node on its path.
    writeFileSync(path, `#!${process.execPath}\nconst facts = ${facts};\n${common}\n${programs[name] ?? ''}`);
    chmodSync(path, 0o755);
  }
  const read = (): { submissions: { args: string[]; script: string }[]; jobs: unknown[] } =>
    JSON.parse(readFileSync(state, 'utf8')) as {
      submissions: { args: string[]; script: string }[];
      jobs: unknown[];
    };
  return {
    bin,
    submissions: () => read().submissions,
    forget: () => writeFileSync(state, JSON.stringify({ ...read(), jobs: [] })),
    speak: (to) => writeFileSync(form, to),
  };
}

const common = `
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const state = JSON.parse(fs.readFileSync(facts.state, 'utf8'));
const keep = () => fs.writeFileSync(facts.state, JSON.stringify(state));
const args = process.argv.slice(2);
const option = (name) => args.find((arg) => arg.startsWith('--' + name + '='))?.slice(name.length + 3);
const end = (code, said) => { process.stderr.write(said + '\\n'); process.exit(code); };
const exitOf = (job) => { try { return fs.readFileSync(path.join(facts.jobs, job.number + '.exit'), 'utf8').trim(); } catch { return ''; } };
`;

const programs: Readonly<Record<string, string>> = {
  sbatch: `
if (args[0] === '--version') { console.log('slurm-wlm 22.05.8'); process.exit(0); }
if (option('partition') === 'nix') end(1, 'sbatch: error: Batch job submission failed: Invalid partition name specified');
const script = fs.readFileSync(0, 'utf8');
const number = state.submissions.length + 1;
const file = path.join(facts.jobs, number + '.sh');
fs.writeFileSync(file, script);
const log = option('output').replaceAll('%%', '%');
const output = fs.openSync(log, 'a');
const exit = path.join(facts.jobs, number + '.exit');
const child = spawn('sh', ['-c', 'sh "$1"; echo $? > "$2"', 'job', file, exit], { detached: true, cwd: option('chdir'), stdio: ['ignore', output, output] });
child.unref();
state.submissions.push({ args, script });
state.jobs.push({ number, name: option('job-name'), pid: child.pid, cancelled: false });
keep();
console.log(String(number));
`,
  squeue: `
if (!args.includes('--json')) end(1, 'squeue: only --json');
const recorded = JSON.parse(fs.readFileSync(facts.recording, 'utf8'));
const list = fs.readFileSync(facts.form, 'utf8') === 'list';
const number = (value) => list ? { set: value > 0, infinite: false, number: value } : value;
const jobs = state.jobs.map((job) => {
  const exit = exitOf(job);
  const name = job.cancelled ? 'CANCELLED' : exit === '' ? 'RUNNING' : exit === '0' ? 'COMPLETED' : 'FAILED';
  const code = exit === '' ? 0 : Number(exit);
  return {
    ...recorded.jobs[0],
    ...{ job_id: job.number, name: job.name, job_state: list ? [name] : name },
    ...{ state_reason: name === 'FAILED' ? 'NonZeroExitCode' : 'None' },
    ...{ start_time: number(1760000000), end_time: number(name === 'RUNNING' ? 1760003600 : 1760000001) },
    exit_code: list ? { status: ['x'], return_code: { set: true, infinite: false, number: code } } : code * 256,
  };
});
console.log(JSON.stringify({ ...recorded, jobs: [...recorded.jobs, ...jobs] }));
`,
  scancel: `
const job = state.jobs.find((one) => String(one.number) === args[0]);
if (job === undefined) end(1, 'scancel: error: Kill job error on job id ' + args[0] + ': Invalid job id specified');
job.cancelled = true;
keep();
try { process.kill(-job.pid, 'SIGKILL'); } catch { /* It has ended. */ }
`,
};
