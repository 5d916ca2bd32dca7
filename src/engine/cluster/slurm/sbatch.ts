// A job as `sbatch` takes it (slurm.schedmd.com/sbatch.html): its options, and the script on standard input, so that values of
// variables stand neither in a list of processes nor in a file of the shared folder.
import { posix } from 'node:path';
import type { JobSubmission } from '../clusterJobs';
import { shellCommand } from '../shellCommand';

/** Of a job in its folder: its output, and what it ended with: `<exit code> <begun> <ended>`, seconds since 1970. */
export const jobFiles = { log: 'slurm.log', exit: 'exit_code' } as const;

const ours = [
  ...['array', 'chdir', 'error', 'help', 'hold', 'input', 'job-name', 'open-mode', 'output', 'parsable'],
  ...['quiet', 'test-only', 'usage', 'version', 'wait', 'wrap'],
];

/** Whether a target may give this option: `--name` or `--name=value`, and none that says how a job is found again. */
export function isFreeOption(option: string): boolean {
  const name = /^--([a-z][a-z-]*)(?:=[^\0\n]*)?$/u.exec(option)?.[1];
  return name !== undefined && !ours.includes(name);
}

/** @param folder of the job on the cluster */
export function sbatchCommand(
  { id, gpus }: Pick<JobSubmission, 'id' | 'gpus'>,
  folder: string,
  options: readonly string[],
): string[] {
  const asked = options.some((option) => /^--(?:gres|gpus(?:-per-[a-z]+)?|tres-per-[a-z]+)=/u.test(option));
  return [
    ...['sbatch', '--parsable', `--job-name=${id}`, `--chdir=${folder}`],
    // % begins a placeholder of a file's name.
    `--output=${posix.join(folder, jobFiles.log).replaceAll('%', '%%')}`,
    '--open-mode=append',
    ...(gpus === 0 || asked ? [] : ['--nodes=1', `--gpus-per-node=${gpus}`]),
    ...options,
  ];
}

/** What the job ends with is kept in a file, since Slurm forgets a job minutes after its end. */
export function batchScript(
  { command, env }: Pick<JobSubmission, 'command' | 'env'>,
  folder: string,
): string {
  const exit = posix.join(folder, jobFiles.exit);
  const quoted = (text: string): string => shellCommand([text]);
  return [
    '#!/bin/sh',
    `rm -f ${quoted(exit)}`,
    'glens_begun=$(date +%s)',
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`),
    shellCommand(command),
    'glens_code=$?',
    `echo "$glens_code $glens_begun $(date +%s)" > ${quoted(`${exit}.new`)}`,
    `mv -f ${quoted(`${exit}.new`)} ${quoted(exit)}`,
    'exit "$glens_code"',
    '',
  ].join('\n');
}
