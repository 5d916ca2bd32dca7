// A `*.sweep.json`: settings common to all runs, and axes whose combinations are the runs. Knows nothing of what the settings mean;
// each run's configuration is checked by the engine like any other.
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { GuardrailError } from '../protocol/errors';
import { hereName, targetName } from '../safety/clusters/configuredTarget';
import { isHubText } from '../safety/subjects/hubText';

/** What JSON can say again: a number that is too large for one (1e999) would be written as null. */
const value = z.unknown().refine(canBeWritten, 'a number is too large, or it is nested too deeply');
const settings = z.record(z.string(), value);
const name = z.string().regex(/^[A-Za-z0-9_.-]{1,60}$/, 'letters, digits, _ . and - only');
const variant = z.object({ name }).catchall(value);

/** For the reference of the format, too. */
export const sweepSchema = z.strictObject({
  $schema: z.string().optional(),
  output_dir: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of all runs; by default one named after this file.'),
  common: settings.default({}).describe('Keys of *.train.json that every run has.'),
  algorithms: z
    .array(z.union([name, variant]))
    .min(1)
    .describe('Algorithm ids, or objects with a name and the keys that this one changes.'),
  models: z
    .array(z.union([z.string().min(1), variant]))
    .min(1)
    .optional()
    .describe(
      'Checkpoints, or objects with a name and the keys that this one changes. Without any: the model of `common`.',
    ),
  data: z
    .array(variant)
    .min(1)
    .optional()
    .describe('Objects with a name, `data` and, where needed, `rewards` and others.'),
  seeds: z
    .array(z.number().int().nonnegative())
    .min(1)
    .default([42])
    .describe('Every combination is trained once with each.'),
});

export interface SweepRun {
  /** For its files: algorithm, model, data and seed. */
  readonly name: string;
  readonly algorithm: string;
  readonly model: string;
  readonly data: string;
  readonly seed: number;
  /** A whole *.train.json. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface Sweep {
  readonly outputFolder: string;
  /** The cluster of all its runs; null: this machine. */
  readonly target: string | null;
  readonly runs: readonly SweepRun[];
}

interface Choice {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * @param on the place that goes before the `where` of `common`: a target or `here`
 * @throws GuardrailError configInvalid with every problem and its place
 */
export function parseSweep(text: string, folder: string, defaultOutput: string, on?: string): Sweep {
  const sweep = read(text);
  const { where, ...common } = sweep.common;
  const target = on === undefined ? targetOf(where) : on === hereName ? null : on;
  const models = target === null ? 'here' : 'elsewhere';
  const algorithms = sweep.algorithms.map((entry) => choice(entry, 'algorithm'));
  const bases = (sweep.models ?? []).map((entry) => choice(entry, 'model'));
  const data = (sweep.data ?? []).map((entry) => choice(entry, 'data'));
  const none: Choice = { name: '', settings: {} };
  const runs = algorithms.flatMap((algorithm) =>
    (bases.length === 0 ? [none] : bases).flatMap((model) =>
      (data.length === 0 ? [none] : data).flatMap((domain) =>
        sweep.seeds.map((seed) => sweepRun(common, { algorithm, model, domain, seed }, { folder, models })),
      ),
    ),
  );
  const names = runs.map((run) => run.name);
  const double = names.find((own, index) => names.indexOf(own) !== index);
  if (double !== undefined)
    throw invalid([`Two runs are named ${double}: give the entries different names.`]);
  if (runs.some(({ config }) => 'where' in config))
    throw invalid(['where: all runs of a sweep are trained at one place. Name it in common.']);
  return { outputFolder: resolve(folder, sweep.output_dir ?? defaultOutput), target, runs };
}

function targetOf(where: unknown): string | null {
  if (where === undefined || where === hereName) return null;
  if (typeof where === 'string' && targetName.test(where)) return where;
  throw invalid([`common.where: is no name of a cluster, nor ${hereName}`]);
}

/** Deeper than any setting. */
const mostNested = 64;

function canBeWritten(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostNested || level.some((one) => typeof one === 'number' && !Number.isFinite(one)))
      return false;
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return true;
}

function read(text: string): z.infer<typeof sweepSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid([`it is not valid JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const result = sweepSchema.safeParse(json);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
  );
}

function choice(entry: string | z.infer<typeof variant>, key: 'algorithm' | 'model' | 'data'): Choice {
  if (typeof entry === 'string') {
    const short =
      key === 'model'
        ? (entry
            .split(/[/\\]/)
            .filter((part) => part !== '')
            .at(-1) ?? entry)
        : entry;
    return { name: short.replaceAll(/[^A-Za-z0-9_.-]+/g, '-'), settings: { [key]: entry } };
  }
  const { name: own, ...changes } = entry;
  // An algorithm's variant is named after it unless it says otherwise.
  return { name: own, settings: key === 'algorithm' ? { algorithm: own, ...changes } : changes };
}

function sweepRun(
  common: Readonly<Record<string, unknown>>,
  {
    algorithm,
    model,
    domain,
    seed,
  }: Readonly<Record<'algorithm' | 'model' | 'domain', Choice>> & { readonly seed: number },
  paths: SweepPaths,
): SweepRun {
  const config = { ...common, ...domain.settings, ...model.settings, ...algorithm.settings, seed };
  return {
    name: [algorithm.name, model.name, domain.name, `seed-${seed}`].filter((part) => part !== '').join('_'),
    algorithm: algorithm.name,
    model: model.name,
    data: domain.name,
    seed,
    config: absolutePaths(config, paths),
  };
}

interface SweepPaths {
  readonly folder: string;
  /** `elsewhere`: a cluster knows them by what is written. */
  readonly models: 'here' | 'elsewhere';
}

/** The runs' configurations lie in another folder than the sweep: its paths are spelled out. */
function absolutePaths(
  config: Readonly<Record<string, unknown>>,
  { folder, models }: SweepPaths,
): Record<string, unknown> {
  const path = (value: unknown): unknown =>
    typeof value === 'string' && !isHubText(value) && !isAbsolute(value) ? resolve(folder, value) : value;
  const within = (value: unknown, keys: readonly string[]): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        keys.includes(key) ? path(inner) : (inner as unknown),
      ]),
    );
  };
  const { data, probe, rewards, safeguards, ...rest } = config;
  return {
    ...(within(rest, models === 'here' ? ['model', 'adapter'] : []) as object),
    ...(data === undefined ? {} : { data: within(data, ['path', 'test_path']) }),
    ...(Array.isArray(rewards) ? { rewards: rewards.map((reward) => within(reward, ['model'])) } : {}),
    ...(probe === undefined ? {} : { probe: suitesWithPaths(probe, path) }),
    ...(Array.isArray(safeguards)
      ? { safeguards: safeguards.map((one) => suitesWithPaths(within(one, ['safety_data', 'data']), path)) }
      : {}),
  };
}

/** Suite ids stay what they are. */
function suitesWithPaths(entry: unknown, path: (value: unknown) => unknown): unknown {
  if (typeof entry !== 'object' || entry === null || !('suites' in entry) || !Array.isArray(entry.suites)) {
    return entry;
  }
  const suites = entry.suites.map((suite: unknown) =>
    typeof suite === 'string' && /[/\\]|\.(csv|jsonl?)(#|$)/i.test(suite) ? path(suite) : suite,
  );
  return { ...entry, suites };
}

function invalid(problems: readonly string[]): GuardrailError {
  return new GuardrailError(
    'configInvalid',
    `The sweep cannot be run:\n${problems
      .slice(0, 8)
      .map((problem) => `  ${problem}`)
      .join('\n')}`,
    'Correct the file.',
  );
}
