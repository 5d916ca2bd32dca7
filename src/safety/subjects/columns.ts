// The columns of a comparison: its tuned subjects by name, whether there is one or there are several. Must not know how
// they are stored or shown.
import type { ComparisonColumn, ComparisonSpec } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { SubjectRef } from '../../protocol/subjects';
import { hubName, hubRefOfPath } from './hubText';
import { safeguardName } from './subjectSafeguard';
import { subjectName } from './subjectText';

/** One base against more than this is no table that anyone reads. */
export const mostColumns = 100;

/** What tables call the base, so that no column can. */
const baseName = 'base';

/** The first is `spec.tuned`. One tuned subject alone is a column without a name to choose it by. */
export function columnsOf({
  tuned,
  columns,
}: Pick<ComparisonSpec, 'tuned' | 'columns'>): readonly ComparisonColumn[] {
  return columns ?? [{ name: 'tuned', tuned }];
}

/**
 * The columns of several tuned subjects. Where all are steps of one run they stand in the order of their steps: a shell
 * sorts 100 before 50. @throws GuardrailError invalidRequest as `checkColumns`
 */
export function makeColumns(
  refs: readonly SubjectRef[],
  names: readonly string[] = columnNames(refs),
): readonly ComparisonColumn[] {
  const columns = refs.map((tuned, index): ComparisonColumn => ({ name: names[index] ?? '', tuned }));
  checkColumns({ columns });
  const steps = refs.map(stepOf);
  const runs = new Set(refs.map((ref) => pathParts(ref).slice(0, -1).join('/')));
  if (runs.size !== 1 || new Set(steps).size !== steps.length) return columns;
  const ofRun = columns.flatMap((column, index) => {
    const step = steps[index];
    return typeof step === 'number' ? [{ ...column, step }] : [];
  });
  return ofRun.length === columns.length ? ofRun.sort((a, b) => a.step - b.step) : columns;
}

/** The folder of the run whose steps the columns are, and the steps; null: they are none. */
export function runOf({
  columns = [],
}: Pick<ComparisonSpec, 'columns'>): { readonly folder: string; readonly steps: readonly number[] } | null {
  const steps = columns.flatMap(({ step }) => step ?? []);
  const [first] = columns;
  if (first?.tuned.kind !== 'checkpoint' || steps.length < columns.length) return null;
  const folder = runFolder.exec(first.tuned.path)?.[1];
  return folder === undefined ? null : { folder, steps };
}

/** Every `every`-th, counted from the last, which is what the run came to. */
export function everyNth<T>(steps: readonly T[], every: number): T[] {
  return steps.filter((_, index) => (steps.length - 1 - index) % every === 0);
}

/** Every subject that the comparison asks, the base first. */
export function subjectsOf(spec: Pick<ComparisonSpec, 'base' | 'tuned' | 'columns'>): readonly SubjectRef[] {
  return [spec.base, ...columnsOf(spec).map(({ tuned }) => tuned)];
}

/**
 * A name for each, all different: the last part of its path, or the model; with the folder before it where that tells
 * them apart (`a/checkpoint-50`), else numbered.
 */
export function columnNames(refs: readonly SubjectRef[]): string[] {
  const short = refs.map(shortName);
  const names = refs.map((ref, index) => {
    const name = short[index] ?? '';
    return short.filter((other) => other === name).length === 1 ? name : longerName(ref);
  });
  const used = new Set([baseName]);
  return names.map(plainName).map((name) => {
    let free = name;
    for (let copy = 2; used.has(free); copy++) free = `${name}-${copy}`;
    used.add(free);
    return free;
  });
}

/** Where the path names a step, what is below it says less. */
function shortName(ref: SubjectRef): string {
  const last = pathParts(ref).at(-1);
  return last === undefined ? subjectName(ref) : `${last}${safeguardName(ref)}`;
}

/** Up to the step that it names, if any; of an endpoint none. */
function pathParts(ref: SubjectRef): string[] {
  if (ref.kind === 'endpoint') return [];
  const onHub = hubRefOfPath(ref.path);
  if (onHub?.path === null) return [onHub.repository.split('/')[0] ?? '', hubName(onHub)];
  const parts = ref.path.split(/[\\/]/u).filter((part) => part !== '');
  const step = parts.findLastIndex((part) => stepFolder.test(part));
  return step < Math.max(0, parts.length - 4) ? parts : parts.slice(0, step + 1);
}

/** transformers, TRL and this product; verl, which keeps the model in folders of its own below it. */
const stepName = '(?:checkpoint-|global_step_)(\\d{1,12})';
const stepFolder = new RegExp(`^${stepName}$`, 'u');
/** A step's folder, or one below it: the folder of its run. */
const runFolder = new RegExp(`^(.*)[\\\\/]${stepName}(?:[\\\\/].*)?$`, 'u');

/** The optimiser steps that a checkpoint's folder names, as transformers, TRL, verl and this product write them. */
export function stepOf(ref: SubjectRef): number | null {
  if (ref.kind !== 'checkpoint' || ref.safeguard !== undefined) return null;
  const digits = stepFolder.exec(pathParts(ref).at(-1) ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** @throws GuardrailError invalidRequest for fewer than two columns, too many, and names that no gate could tell apart */
export function checkColumns({ columns }: Pick<ComparisonSpec, 'columns'>): void {
  if (columns === undefined) return;
  if (columns.length < 2 || columns.length > mostColumns) {
    throw new GuardrailError(
      'invalidRequest',
      `A comparison has 2 to ${mostColumns} tuned subjects in columns, not ${columns.length}.`,
      'Name one tuned subject alone, or compare them in several files.',
    );
  }
  const names = columns.map(({ name }) => name);
  const wrong = names.find(
    (name, index) => name === baseName || name !== plainName(name) || names.indexOf(name) !== index,
  );
  if (wrong === undefined) return;
  throw new GuardrailError(
    'invalidRequest',
    `The column name "${wrong}" can't be used: it is empty, given twice, the base's, or has a quotation mark or a line break in it.`,
    'Give every tuned subject a short name of its own.',
  );
}

/** @throws GuardrailError invalidRequest with the names that there are */
export function columnNamed(spec: Pick<ComparisonSpec, 'tuned' | 'columns'>, name: string): number {
  const columns = columnsOf(spec);
  const index = columns.findIndex((column) => column.name === name);
  if (index >= 0) return index;
  throw new GuardrailError(
    'invalidRequest',
    `The comparison has no column "${name}".`,
    `It has: ${columns.map((column) => column.name).join(', ')}.`,
  );
}

function longerName(ref: SubjectRef): string {
  return ref.kind === 'endpoint'
    ? subjectName(ref)
    : `${pathParts(ref).slice(-2).join('/')}${safeguardName(ref)}`;
}

/** What can stand in a gate between quotation marks, on one line. */
function plainName(name: string): string {
  const plain = name
    .replace(/["\p{Cc}\p{Zl}\p{Zp}]+/gu, '-')
    .trim()
    .slice(0, 80)
    .trim();
  return plain === '' ? 'tuned' : plain;
}
