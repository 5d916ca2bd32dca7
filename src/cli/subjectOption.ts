// A side of a comparison on the command line, and the keys of the servers named there.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { Precision } from '../protocol/checkpoints';
import type { ApiKeys } from '../protocol/contracts';
import { GuardrailError } from '../protocol/errors';
import type { SubjectSafeguard } from '../protocol/safeguards';
import { policyConfigName, policyModelType, type SubjectRef } from '../protocol/subjects';
import { inPrecision } from '../safety/subjects/defaultPrecision';
import { splitSafeguard, withSafeguard } from '../safety/subjects/subjectSafeguard';
import { parseSubject } from '../safety/subjects/subjectText';
import { builtInPath, isBuiltIn } from './builtInCheckpoints';

export const subjectHelp =
  'Hugging Face folder, GGUF file, hf:<owner>/<name>[@<revision>], built-in:<name>, endpoint:<model>@<url>[,<url>…], or responses:<file or folder>[#<model>] (JSON Lines, Inspect, lm-eval, promptfoo), or a control policy’s folder, with or without control: before it; +think-reflect-revise behind any but responses asks it through that safeguard, +<safeguard>:folder=<fit> a checkpoint through one that was fitted to it';

export interface EndpointFlags {
  readonly endpointTemplate?: string;
  readonly loadAdapter?: string;
  readonly adapterBase?: string;
  /** Of checkpoints; absent: the default of each. */
  readonly precision?: Precision;
}

/** For commander: a side is named once. */
export function onlyOnce(value: string, before: string | undefined): string {
  if (before === undefined) return value;
  throw new InvalidArgumentError(`It was given already (${before}); a comparison has one of each side.`);
}

/** A path counts from here, whatever folder the comparison is repeated in. */
export function subjectOf(text: string, flags: EndpointFlags = {}): SubjectRef {
  const { bare, safeguard } = splitSafeguard(text);
  return withSafeguard(plainSubject(bare, flags), safeguard === null ? null : withAbsoluteFolder(safeguard));
}

const builtInFits = fileURLToPath(new URL('../media/safeguards/', import.meta.url));

/** Of a fitted safeguard: a path, which counts from here, or what comes with the product. */
function withAbsoluteFolder({ id, options }: SubjectSafeguard): SubjectSafeguard {
  const { folder } = options;
  if (typeof folder !== 'string') return { id, options };
  return {
    id,
    options: { ...options, folder: isBuiltIn(folder) ? builtInPath(folder, builtInFits) : resolve(folder) },
  };
}

function plainSubject(text: string, flags: EndpointFlags): SubjectRef {
  const subject = parseSubject(text);
  if (subject === null) {
    const path = resolve(text);
    return isPolicy(path) ? { kind: 'policy', path } : checkpointOf(path, flags);
  }
  if (subject.kind === 'responses' || subject.kind === 'policy') {
    return { ...subject, path: resolve(subject.path) };
  }
  const { endpointTemplate } = flags;
  return endpointTemplate === undefined ? subject : { ...subject, template: resolve(endpointTemplate) };
}

/** An adapter may be the base too: of two tunes of one checkpoint, or of one step and a later one. */
function checkpointOf(path: string, { adapterBase, precision }: EndpointFlags): SubjectRef {
  const basePath = adapterBase !== undefined && isAdapter(path) ? { basePath: resolve(adapterBase) } : {};
  return { kind: 'checkpoint', ...inPrecision({ path, ...basePath }, precision) };
}

/** By its config.json; what cannot be read is left to whoever opens it. */
function isPolicy(path: string): boolean {
  try {
    const config: unknown = JSON.parse(readFileSync(join(path, policyConfigName), 'utf8'));
    return (
      typeof config === 'object' &&
      config !== null &&
      'model_type' in config &&
      config.model_type === policyModelType
    );
  } catch {
    return false;
  }
}

function isAdapter(path: string): boolean {
  return existsSync(join(path, 'adapter_config.json'));
}

/** Only an adapter on disk has a base of its own, and can be merged; only a server loads one. */
export function tunedSubject(
  text: string,
  base: SubjectRef,
  flags: EndpointFlags & { readonly merge: boolean },
): SubjectRef {
  const subject = subjectOf(text, flags);
  if (subject.kind === 'endpoint') {
    return flags.loadAdapter === undefined ? subject : { ...subject, adapter: flags.loadAdapter };
  }
  if (subject.kind === 'responses' || subject.kind === 'policy' || !isAdapter(subject.path)) return subject;
  const merged = { ...subject, merge: flags.merge };
  // Over the base that it is compared with, unless another is named or that is an adapter itself.
  if (merged.basePath !== undefined || base.kind !== 'checkpoint') return merged;
  const basePath = isAdapter(base.path) ? base.basePath : base.path;
  return basePath === undefined ? merged : inPrecision({ ...merged, basePath }, flags.precision);
}

/**
 * The value of the environment variable that the user named, for the servers that the user named in the same command.
 * @throws GuardrailError invalidRequest where the variable is empty or there is no server.
 */
export function apiKeysOf(variable: string | undefined, urls: readonly string[]): ApiKeys {
  if (variable === undefined) return {};
  if (urls.length === 0) {
    throw new GuardrailError(
      'invalidRequest',
      '--api-key-env names a key, but no endpoint is named that it could go to.',
      'Leave it out, or name an endpoint as a side or a judge.',
    );
  }
  const key = process.env[variable];
  if (key === undefined || key === '') {
    throw new GuardrailError(
      'invalidRequest',
      `The environment variable ${variable} is not set.`,
      'Set it to the key of the endpoint.',
    );
  }
  return Object.fromEntries(urls.map((url) => [originOf(url), key]));
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch (cause) {
    throw new GuardrailError(
      'invalidRequest',
      `${url} is not a URL.`,
      'Give it as https://host/v1 or http://localhost:8000/v1.',
      { cause },
    );
  }
}
