// The text of a `*.train.json` → a configuration, or problems with their places.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { GuardrailError } from '../../../protocol/errors';
import type { ConfigProblem } from '../../../protocol/training';
import { nearestName } from '../../../safety/suites/nearestName';
import { localPath } from '../../hub/localSnapshot';
import { withoutMark } from '../../files/jsonFile';
import { configRules } from './configRules';
import { jsonMistake } from './jsonMistake';
import { resolveConfig } from './resolveConfig';
import type { RunSettings } from './runSettings';
import { trainConfigSchema, type TrainConfig } from './trainConfig';

type Path = readonly (string | number)[];

/** All problems, errors first; empty where the run may start. Looks whether the named files are there. */
export function validateConfig(text: string, path: string): ConfigProblem[] {
  const read = readConfig(text);
  if ('problems' in read) return read.problems;
  const problems = [...configRules(read.config), ...missingFiles(resolveConfig(read.config, path))];
  return problems.sort((x, y) => x.severity.localeCompare(y.severity));
}

/**
 * @param path what relative paths in it count from
 * @param file where the text was read, for the error
 * @throws GuardrailError configInvalid with every error and its place.
 */
export function parseConfig(text: string, path: string, file = path): RunSettings {
  return resolveConfig(checkedConfig(text, path, file, errorsOf(text, path)), path);
}

/**
 * Of a run on another machine, which has its own base. `model`: as it is written, a folder there or a name that it knows.
 * @throws GuardrailError configInvalid as parseConfig, but for a base that is not here.
 */
export function parseRemoteConfig(
  text: string,
  path: string,
): { readonly settings: RunSettings; readonly model: string } {
  const errors = errorsOf(text, path).filter(({ onlyHere = false }) => !onlyHere);
  const config = checkedConfig(text, path, path, errors);
  return { settings: resolveConfig(config, path), model: config.model };
}

function errorsOf(text: string, path: string): ConfigProblem[] {
  return validateConfig(text, path).filter(({ severity }) => severity === 'error');
}

/** `errors`: those that count. */
function checkedConfig(
  text: string,
  path: string,
  file: string,
  errors: readonly ConfigProblem[],
): TrainConfig {
  const read = readConfig(text);
  if ('problems' in read) throw configInvalid(file, read.problems);
  if (errors.length > 0) throw configInvalid(file, errors);
  return read.config;
}

function readConfig(text: string): { readonly config: TrainConfig } | { readonly problems: ConfigProblem[] } {
  let json: unknown;
  try {
    json = JSON.parse(withoutMark(text));
  } catch (error) {
    return { problems: [problem([], `This is not valid JSON: ${jsonMistake(text, error)}`)] };
  }
  const result = trainConfigSchema.safeParse(json);
  if (result.success) return { config: result.data };
  return { problems: result.error.issues.flatMap((issue) => describeIssue(issue, json)) };
}

function describeIssue(issue: z.core.$ZodIssue, json: unknown): ConfigProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem([...path, key], unknownKey(key, knownKeys(path, json))));
  }
  // Of a union, the member whose own problems are fewest is the one that was meant.
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [closest] = [...issue.errors].sort((x, y) => x.length - y.length);
    return (closest ?? []).flatMap((inner) =>
      describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, json),
    );
  }
  const missing = issue.code === 'invalid_type' && valueAt(json, path) === undefined;
  const name = path.at(-1) ?? 'the configuration';
  return [
    problem(
      missing ? path.slice(0, -1) : path,
      missing ? `${name} is missing.` : `${name}: ${issue.message}.`,
    ),
  ];
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  return near === null
    ? `There is no key "${key}" here.`
    : `There is no key "${key}" here. Did you mean "${near}"?`;
}

/** The keys of the object that the schema has at a place; those of every member where it is a union. */
function knownKeys(path: Path, json: unknown): string[] {
  let schemas: readonly z.core.$ZodType[] = [trainConfigSchema];
  for (const part of path) {
    schemas = schemas.flatMap(unwrap).flatMap((schema) => {
      if (schema instanceof z.ZodArray) return [schema.element];
      if (schema instanceof z.ZodObject) {
        const inner: unknown = schema.shape[part];
        return inner instanceof z.ZodType ? [inner] : [];
      }
      return [];
    });
  }
  const tag = valueAt(json, path);
  const objects = schemas.flatMap(unwrap).filter((schema) => schema instanceof z.ZodObject);
  const meant = objects.filter((schema) => sameTag(schema, tag));
  return [...new Set((meant.length > 0 ? meant : objects).flatMap((schema) => Object.keys(schema.shape)))];
}

/** The literals of a union's member identify it. */
function sameTag(schema: z.ZodObject, value: unknown): boolean {
  return Object.entries(schema.shape).some(
    ([key, inner]) => inner instanceof z.ZodLiteral && inner.values.has(fieldOf(value, key) as string),
  );
}

/** Optional, default and the like away; members of unions side by side. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}

function valueAt(json: unknown, path: Path): unknown {
  return path.reduce(fieldOf, json);
}

function fieldOf(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

function missingFiles(settings: RunSettings): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [key, path] of [
    ['model', settings.modelPath],
    ['adapter', settings.adapterPath],
  ] as const) {
    if (path !== null && !existsSync(path))
      problems.push({ ...problem([key], missingCheckpoint(path)), onlyHere: true });
  }
  for (const [key, path] of dataFiles(settings)) {
    if (!existsSync(path)) problems.push(problem(['data', key], `There is no file ${path}.`));
  }
  return problems;
}

/** Why a checkpoint cannot be opened that is no file here. */
function missingCheckpoint(path: string): string {
  try {
    return `There is nothing at ${localPath(path)}.`;
  } catch (error) {
    if (error instanceof GuardrailError) return `${error.message} ${error.advice}`;
    throw error;
  }
}

function dataFiles({ data, dataFolder }: RunSettings): (readonly [key: string, path: string])[] {
  if (data.type !== 'file' && data.type !== 'text') return [];
  const files: (readonly [string, string])[] = [['path', resolve(dataFolder, data.path)]];
  if (data.type === 'file' && data.test_path !== undefined) {
    files.push(['test_path', resolve(dataFolder, data.test_path)]);
  }
  return files;
}

function problem(path: Path, message: string): ConfigProblem {
  return { severity: 'error', path, message };
}

function configInvalid(path: string, errors: readonly ConfigProblem[]): GuardrailError {
  const lines = errors
    .slice(0, 8)
    .map(({ path: at, message }) => `  ${at.join('.') || '(whole file)'}: ${message}`);
  return new GuardrailError(
    'configInvalid',
    `${path} cannot be run:\n${lines.join('\n')}`,
    'Correct the file; the editor shows the same problems where they are.',
  );
}
