// The clusters that a user runs on, in a file of the user's configuration folder: no workspace and no training file can name
// one of its own. Secrets are named there, never held.
import { dirname, isAbsolute, join, posix } from 'node:path';
import { z } from 'zod';
import { clusterTrainers, type ClusterTarget, type TargetEntry } from '../../../protocol/cluster';
import { GuardrailError } from '../../../protocol/errors';
import { hereName, targetName } from '../../../safety/clusters/configuredTarget';
import { nearestName } from '../../../safety/suites/nearestName';
import { makeFolder, writeFileAtomically } from '../../files/atomicFile';
import { checkShape, readJsonFile } from '../../files/jsonFile';
import type { FileKind } from '../../files/textFile';
import { userFolder } from '../../userFolder';
import { parseSshAddress } from '../../../safety/clusters/sshAddress';
import { isFreeOption } from '../slurm/sbatch';

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, 'is not the name of an environment variable');
const common = {
  folder: z
    .string()
    .refine((path) => isAbsolute(path), 'is not an absolute path')
    .describe('Shared with the cluster, as this machine sees it.'),
  remote_folder: z
    .string()
    .refine((path) => posix.isAbsolute(path), 'is not an absolute path')
    .exactOptional()
    .describe('The same folder as the cluster sees it. Default: the same path.'),
  python: z
    .string()
    .min(1)
    .refine((path) => !path.startsWith('-'), 'begins with -')
    .default('python')
    .describe('The Python that has the trainer.'),
  trainer: z
    .enum(clusterTrainers)
    .default('trl')
    .describe('What trains there: trl, or verl (on GPUs of one machine).'),
  verl_overrides: z
    .array(z.string().regex(/^[+~]{0,2}[A-Za-z_][\w.@/-]*(?:=.*)?$/su, 'is not key=value'))
    .default([])
    .describe('With verl: further overrides of verl.trainer.main_ppo, each key=value.'),
  gpus: z.int().min(0).max(4096).default(1).describe('Of a run.'),
  env: z.record(variable, z.string()).default({}).describe('Variables of its jobs.'),
  secret_env: z.array(variable).default([]).describe('Variables of yours whose values its jobs are given.'),
};
const ray = z.strictObject({
  kind: z.literal('ray'),
  address: z
    .url({ protocol: /^https?$/u, error: 'is not an http or https address' })
    .describe('Of the dashboard, which takes jobs.'),
  ...common,
});
const slurm = z.strictObject({
  kind: z.literal('slurm'),
  address: z
    .string()
    .refine((text) => parseSshAddress(text) !== null, 'is not ssh://[user@]host[:port]')
    .exactOptional()
    .describe("ssh://[user@]host[:port] of a machine with Slurm's commands. Default: this machine."),
  ...common,
  sbatch: z
    .array(z.string().refine(isFreeOption, 'is not an option of sbatch, or is one that is given by itself'))
    .default([])
    .describe('Further options of sbatch, each --name or --name=value.'),
});
const targetSchema = z.discriminatedUnion('kind', [ray, slurm]);
/** For the reference of the format, too. */
export const targetsFileSchema = z.strictObject({
  targets: z.record(
    z
      .string()
      .regex(targetName, 'holds other than letters, digits, . _ -')
      .refine((name) => name !== hereName, `${hereName} means this machine`),
    targetSchema,
  ),
});

const example =
  '{ "targets": { "lab": { "kind": "ray", "address": "http://head:8265", "folder": "/shared/glens" } } }';

const file: FileKind = {
  maxBytes: 1_000_000,
  broken: { code: 'configInvalid', advice: `Mend it like ${example}.` },
};

/** `GLENS_TARGETS_FILE`, or `guardrail-lens/targets.json` in the user's configuration folder. */
export function targetsFile(): string {
  const named = process.env['GLENS_TARGETS_FILE'];
  if (named !== undefined && named !== '') return named;
  return join(userFolder('config'), 'guardrail-lens', 'targets.json');
}

/** Sorted by name; none where there is no file. @throws GuardrailError configInvalid where the file is broken */
export async function listTargets(): Promise<ClusterTarget[]> {
  const known = await readJsonFile(targetsFile(), targetsFileSchema, file);
  return Object.entries(known?.targets ?? {})
    .map(([name, target]) => ({
      name,
      ...(target.kind === 'ray'
        ? { kind: target.kind, address: target.address.replace(/\/+$/u, '') }
        : { kind: target.kind, address: target.address ?? null, sbatch: target.sbatch }),
      folder: target.folder,
      remoteFolder: target.remote_folder ?? target.folder,
      python: target.python,
      trainer: target.trainer,
      verlOverrides: target.verl_overrides,
      gpus: target.gpus,
      env: target.env,
      secretEnv: target.secret_env,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws GuardrailError invalidRequest where there is none of this name, configInvalid */
export async function findTarget(name: string): Promise<ClusterTarget> {
  const targets = await listTargets();
  const found = targets.find((target) => target.name === name);
  if (found !== undefined) return found;
  const names = targets.map((target) => target.name);
  const near = nearestName(name, names);
  throw new GuardrailError(
    'invalidRequest',
    `There is no target "${name}" in ${targetsFile()}.`,
    names.length === 0
      ? `Describe one there: ${example}`
      : near === null
        ? `There are: ${names.join(', ')}.`
        : `Did you mean "${near}"?`,
  );
}

/**
 * Writes a target into the file, beside those that are there.
 * @throws GuardrailError invalidRequest where there is one of this name or it is none, configInvalid where the file is broken,
 * storeWriteFailed
 */
export async function addTarget(name: string, target: TargetEntry): Promise<{ readonly file: string }> {
  const path = targetsFile();
  const known = (await readJsonFile(path, targetsFileSchema, file))?.targets ?? {};
  if (Object.hasOwn(known, name)) {
    throw new GuardrailError(
      'invalidRequest',
      `There is a target "${name}" already.`,
      `Choose another name, or change ${path}.`,
    );
  }
  const added: unknown = { targets: { [name]: target } };
  checkShape(targetsFileSchema, added, 'The target', {
    ...file,
    broken: { code: 'invalidRequest', advice: 'Change it.' },
  });
  await makeFolder(dirname(path), { mode: 0o700 });
  await writeFileAtomically(
    path,
    `${JSON.stringify({ targets: { ...(await written(path)), [name]: target } }, null, 2)}\n`,
    {
      mode: 0o600,
    },
  );
  return { file: path };
}

/** As they stand there, without the values that a key has by itself. */
async function written(path: string): Promise<object> {
  const raw = await readJsonFile(path, z.object({ targets: z.record(z.string(), z.unknown()) }), file);
  return raw?.targets ?? {};
}

/**
 * The variables of a job: those of the target and the values of the secret ones.
 * @throws GuardrailError invalidRequest where one of these is not set here
 */
export function jobVariables({ name, env, secretEnv }: ClusterTarget): Record<string, string> {
  const secrets = secretEnv.map((key) => {
    const value = process.env[key];
    if (value !== undefined && value !== '') return [key, value] as const;
    throw new GuardrailError(
      'invalidRequest',
      `The environment variable ${key} is not set, and the target "${name}" hands it to its jobs.`,
      `Set it, or take it out of secret_env in ${targetsFile()}.`,
    );
  });
  return { ...env, ...Object.fromEntries(secrets) };
}
