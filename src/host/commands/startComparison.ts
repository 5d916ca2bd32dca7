// Makes a comparison's file and runs it: asked step by step, at once with the settings used last, or the built-in one.
import { existsSync } from 'node:fs';
import type { ComparisonSpec } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { ComparisonForecast } from '../../protocol/forecast';
import type { SubjectRef } from '../../protocol/subjects';
import { makeColumns } from '../../safety/subjects/columns';
import type { Actions } from '../actions';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';
import {
  defaultOptions,
  specOf,
  type Catalog,
  type ComparisonOptions,
  type ComparisonSides,
} from '../comparisons/comparisonOptions';
import type { BuiltInFit } from '../checkpoints/builtInFits';
import { comparisonPath, freePath, pathBeside } from '../comparisons/freePath';
import { optionsOfSpec, subjectOfRef } from '../comparisons/optionsOfSpec';
import type { LastOptions } from '../comparisons/lastOptions';
import type { RunService } from '../comparisons/runService';
import type { EndpointAccess } from '../endpoints/endpointAccess';
import { readSettings } from '../settings';
import { showError } from '../showError';
import { isSame, isStep, type SubjectEntry } from '../subjects/subjectEntry';
import type { SubjectRegistry } from '../subjects/subjectRegistry';
import { stepDone } from '../walkthrough';
import { askComparison, needCheckpoints } from './compareWizard';
import { suiteSources } from './suiteSources';

export interface StartParts {
  readonly actions: Actions;
  readonly subjects: SubjectRegistry;
  readonly endpoints: EndpointAccess;
  readonly comparisons: ComparisonRegistry;
  readonly runs: RunService;
  readonly lastOptions: LastOptions;
  readonly add: (what: 'addCheckpoint' | 'addEndpoint') => Promise<void>;
  /** Fitted safeguards that come with the extension. */
  readonly fits: () => Promise<readonly BuiltInFit[]>;
}

/** Step by step. `chosen`: the sides that need not be asked for; `suites`: ids of the benchmarks chosen at first. */
export async function askAndStart(
  parts: StartParts,
  chosen: {
    readonly base?: SubjectEntry;
    readonly tuned?: SubjectEntry;
    readonly further?: readonly SubjectEntry[];
  },
  suites?: readonly string[],
): Promise<void> {
  const subjects = await parts.subjects.withPolicies();
  if (subjects.length < 2 && chosen.further === undefined) {
    const way = await needCheckpoints();
    if (way !== null) await parts.add(way);
    return;
  }
  const { catalog, defaults, options } = await optionsNow(parts);
  const result = await askComparison({
    ...{ subjects, catalog, options: suites === undefined ? options : { ...options, suites } },
    browse: () => browse(parts),
    forecast: (asked, signal) => forecastOf(parts, { ...asked, catalog }, signal),
    planPrecision: ({ sides, options: chosenOptions }) =>
      parts.actions.engine.request('planPrecision', {
        spec: specOf(sides, chosenOptions, catalog, readSettings().batchSize),
      }),
    onError: (error) => void showError(error, () => parts.actions.engine.showLog()),
    ...chosen,
  });
  if (result === null) return;
  // What policies are not asked says nothing of the next comparison of models.
  if (result.sides.base.kind !== 'policy') await parts.lastOptions.remember(result.options, defaults);
  await compareOwn(parts, { ...result, catalog });
}

/** Adds a checkpoint; what is new then stands first. */
async function browse({ add, subjects }: StartParts): Promise<readonly SubjectEntry[]> {
  const before = await subjects.withPolicies();
  await add('addCheckpoint');
  const now = await subjects.withPolicies();
  const isNew = (subject: SubjectEntry): boolean => !before.some((known) => isSame(known, subject));
  return [...now.filter(isNew), ...now.filter((subject) => !isNew(subject))];
}

/** At once, with the options used last. */
export async function startAtOnce(parts: StartParts, sides: ComparisonSides): Promise<void> {
  const { catalog, options } = await optionsNow(parts);
  await compareOwn(parts, { sides, options, catalog });
}

export interface Variants {
  readonly base: SubjectEntry;
  readonly tuned: SubjectEntry;
  /** What stands beside the base, of the tuned subject as a comparison names it: one, or a column each. */
  readonly of: (tuned: SubjectRef) => readonly SubjectRef[];
  readonly path: string;
}

/** At once, with the options used last. */
export async function startVariants(parts: StartParts, { base, tuned, of, path }: Variants): Promise<void> {
  const { catalog, options } = await optionsNow(parts);
  const spec = specOf({ base, tuned, template: null }, options, catalog, readSettings().batchSize);
  const refs = of(spec.tuned);
  const columns = refs.length > 1 ? makeColumns(refs) : undefined;
  const first = columns?.[0]?.tuned ?? refs[0] ?? spec.tuned;
  await beginSpec(parts, { ...spec, tuned: first, ...(columns === undefined ? {} : { columns }) }, path);
}

/** The user's own choice; what the walkthroughs say of it is done when the run has ended with a result. */
async function compareOwn(parts: StartParts, what: Beginning): Promise<void> {
  await begin(parts, what);
  stepDone('compared');
  const { tuned, further = [] } = what.sides;
  if ([tuned, ...further].some(isStep)) stepDone('comparedTrained');
}

/** The same once more, in a file beside it: for what has changed on disk since, or for what is left to chance. */
export async function runAgain(parts: StartParts, path: string): Promise<void> {
  const { spec } = await parts.actions.engine.request('describeComparison', { path });
  await beginSpec(parts, spec, pathBeside(path));
}

/** As `askAndStart`, with what another comparison was asked for to begin with. What the wizard does not ask is kept. */
export async function duplicate(parts: StartParts, path: string): Promise<void> {
  const { spec } = await parts.actions.engine.request('describeComparison', { path });
  // Who is compared is asked anew.
  const { columns = [], ...kept } = spec;
  const { catalog, defaults } = await optionsNow(parts);
  const subjects = await parts.subjects.withPolicies();
  const result = await askComparison({
    ...{ subjects, catalog, options: optionsOfSpec(spec, catalog, defaults.suites) },
    browse: () => browse(parts),
    forecast: (asked, signal) => forecastOf(parts, { ...asked, catalog }, signal),
    planPrecision: ({ sides, options: chosenOptions }) =>
      parts.actions.engine.request('planPrecision', {
        spec: specOf(sides, chosenOptions, catalog, readSettings().batchSize),
      }),
    onError: (error) => void showError(error, () => parts.actions.engine.showLog()),
    chosen: {
      base: subjectOfRef(spec.base, subjects),
      tuned: subjectOfRef(spec.tuned, subjects),
      further: columns.slice(1).flatMap(({ tuned }) => subjectOfRef(tuned, subjects) ?? []),
    },
  });
  if (result === null) return;
  const asked = specOf(result.sides, result.options, catalog, readSettings().batchSize);
  const { topP, topK, stop, seed, fixedBatch, templateVariables } = kept.settings;
  const settings = { ...asked.settings, topP, topK, stop, seed, fixedBatch, templateVariables };
  await beginSpec(parts, { ...kept, ...asked, settings }, pathBeside(path));
}

const builtInName = 'built-in-comparison';

/** The built-in checkpoint against what fine-tuning on harmless answers made of it; shown where it was run before. */
export async function startBuiltIn(parts: StartParts): Promise<void> {
  const sides = builtInSides(await parts.subjects.list());
  const path = comparisonPath(sides.tuned, builtInName);
  if (existsSync(path)) {
    const { status } = await parts.actions.engine.request('describeComparison', { path });
    const run = status === 'complete' ? null : parts.runs.resume(path);
    await Promise.all([run, parts.actions.openComparison(path)]);
    stepDone('triedBuiltIn');
    return;
  }
  const { catalog, defaults } = await optionsNow(parts);
  const options = {
    ...defaults,
    maxNewTokens: Math.min(defaults.maxNewTokens ?? builtInTokens, builtInTokens),
  };
  await begin(parts, { sides, options, catalog, path });
  stepDone('triedBuiltIn');
}

/** Longer than nearly all of that model's answers. */
const builtInTokens = 64;
const builtInBase = 'glens-tiny';
const builtInTuned = 'glens-tiny-sft-harmless';

function builtInSides(subjects: readonly SubjectEntry[]): ComparisonSides {
  const named = (wanted: string): SubjectEntry => {
    const found = subjects.find(
      (subject) => subject.kind === 'checkpoint' && subject.entry.builtIn && subject.entry.name === wanted,
    );
    if (found !== undefined) return found;
    throw new GuardrailError(
      'checkpointNotFound',
      `The built-in checkpoint ${wanted} is missing in this installation.`,
      'Install the extension again, or compare checkpoints of your own.',
    );
  };
  return { base: named(builtInBase), tuned: named(builtInTuned), template: null };
}

async function optionsNow(parts: StartParts): Promise<{
  readonly catalog: Catalog;
  readonly defaults: ComparisonOptions;
  readonly options: ComparisonOptions;
}> {
  const settings = readSettings();
  const catalog = await suiteSources(parts.actions.engine, settings.benchmarkPaths);
  const defaults = defaultOptions(settings, catalog);
  return { catalog, defaults, options: parts.lastOptions.over(defaults, catalog) };
}

/** A checkpoint of this machine answers a prompt of each benchmark for it; a server is asked nothing before the start. */
async function forecastOf(
  { actions, endpoints }: StartParts,
  asked: { readonly sides: ComparisonSides; readonly options: ComparisonOptions; readonly catalog: Catalog },
  signal: AbortSignal,
): Promise<ComparisonForecast> {
  const spec = specOf(asked.sides, asked.options, asked.catalog, readSettings().batchSize);
  const apiKeys = await endpoints.forRun(spec);
  const pilot = spec.base.kind === 'checkpoint' || spec.base.kind === 'policy' ? 1 : 0;
  return actions.engine.request('forecastComparison', { spec, apiKeys, pilot }, { signal });
}

interface Beginning {
  readonly sides: ComparisonSides;
  readonly options: ComparisonOptions;
  readonly catalog: Catalog;
  readonly path?: string;
}

/** Returns at the end of the run. */
async function begin(parts: StartParts, what: Beginning): Promise<void> {
  const { sides, options, catalog, path = freePath(sides.base, sides.tuned, sides.further?.length) } = what;
  await beginSpec(parts, specOf(sides, options, catalog, readSettings().batchSize), path);
}

async function beginSpec(parts: StartParts, spec: ComparisonSpec, path: string): Promise<void> {
  const apiKeys = await parts.endpoints.forRun(spec);
  await parts.actions.engine.request('createComparison', { path, spec, apiKeys });
  await parts.comparisons.add(path);
  const run = parts.runs.resume(path);
  // The editor shows the run from its first row on. Should opening fail, the run is awaited all the same.
  await Promise.all([run, parts.actions.openComparison(path)]);
}
