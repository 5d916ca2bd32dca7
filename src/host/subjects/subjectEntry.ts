// What can be chosen for a side of a comparison, as the extension lists it: a checkpoint, a model of a server, a file of
// responses made elsewhere, or a control policy. Nothing is opened or asked here.
import { basename } from 'node:path';
import type { Precision } from '../../protocol/checkpoints';
import type { EndpointModel, SubjectRef } from '../../protocol/subjects';
import { inPrecision } from '../../safety/subjects/defaultPrecision';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import type { PolicyEntry } from '../checkpoints/policyEntry';

export interface CheckpointChoice {
  readonly kind: 'checkpoint';
  readonly entry: CheckpointEntry;
}

export interface EndpointChoice {
  readonly kind: 'endpoint';
  readonly url: string;
  readonly model: EndpointModel;
}

export interface ResponsesChoice {
  readonly kind: 'responses';
  readonly path: string;
}

export interface PolicyChoice {
  readonly kind: 'policy';
  readonly entry: PolicyEntry;
}

export type SubjectEntry = CheckpointChoice | EndpointChoice | ResponsesChoice | PolicyChoice;

/** Different for different subjects. */
function subjectKey(subject: SubjectEntry): string {
  switch (subject.kind) {
    case 'checkpoint':
    case 'policy':
      return subject.entry.path;
    case 'endpoint':
      return `endpoint:${subject.model.id}@${subject.url}`;
    case 'responses':
      return `responses:${subject.path}`;
  }
}

/** What it is called in lists. */
export function subjectTitle(subject: SubjectEntry): string {
  switch (subject.kind) {
    case 'checkpoint':
    case 'policy':
      return subject.entry.name;
    case 'endpoint':
      return subject.model.id;
    case 'responses':
      return basename(subject.path);
  }
}

export function isSame(a: SubjectEntry | null, b: SubjectEntry | null): boolean {
  return a !== null && b !== null && subjectKey(a) === subjectKey(b);
}

/** Whether both answer the same benchmarks: two policies of one environment, or two that answer in words. */
export function isAlike(a: SubjectEntry, b: SubjectEntry): boolean {
  if (a.kind !== 'policy' || b.kind !== 'policy') return a.kind !== 'policy' && b.kind !== 'policy';
  return a.entry.environment === b.entry.environment;
}

/** Whether it is a saved step of a training run. */
export function isStep(subject: SubjectEntry): boolean {
  return subject.kind === 'checkpoint' && subject.entry.step !== null;
}

/** Whether `tuned` names `base` as what it was made of. */
export function isMadeOf(tuned: SubjectEntry, base: SubjectEntry | null): boolean {
  if (base === null) return false;
  if (tuned.kind === 'checkpoint')
    return base.kind === 'checkpoint' && tuned.entry.basePath === base.entry.path;
  if (tuned.kind !== 'endpoint' || base.kind !== 'endpoint') return false;
  return tuned.url === base.url && tuned.model.parent === base.model.id && tuned.model.id !== base.model.id;
}

/** Its base among those that are listed. */
export function baseOf(tuned: SubjectEntry, listed: readonly SubjectEntry[]): SubjectEntry | undefined {
  return listed.find((subject) => isMadeOf(tuned, subject));
}

/** Whether it sits on another model, and so cannot be a base by itself. */
export function isAdapter(subject: SubjectEntry): boolean {
  return subject.kind === 'checkpoint' && subject.entry.kind === 'adapter';
}

export interface RefContext {
  readonly base: SubjectEntry | null;
  readonly template: string | null;
  readonly precision: Precision | null;
}

/**
 * How a comparison names it. `base`: the other side, over which a local adapter runs where it is a checkpoint.
 * `template`: what prompts for a server are rendered with here; null: the server applies its own. `precision`: of a
 * checkpoint; null: its format's own.
 */
export function refOf(subject: SubjectEntry, { base, template, precision }: RefContext): SubjectRef {
  switch (subject.kind) {
    case 'checkpoint': {
      const { path, kind, basePath } = subject.entry;
      const chosen = precision ?? undefined;
      if (kind !== 'adapter') return { kind: 'checkpoint', ...inPrecision({ path }, chosen) };
      const over = base?.kind === 'checkpoint' ? base.entry.path : basePath;
      const ref = { path, ...(over === null ? {} : { basePath: over }) };
      return { kind: 'checkpoint', ...inPrecision(ref, chosen) };
    }
    case 'endpoint': {
      const { url, model } = subject;
      return { kind: 'endpoint', url, model: model.id, ...(template === null ? {} : { template }) };
    }
    case 'responses':
      return { kind: 'responses', path: subject.path };
    case 'policy':
      return { kind: 'policy', path: subject.entry.path };
  }
}
