// The safeguard around a subject, in words: `<subject>+<safeguard>[:<option>=<value>,…]`. Must not know how it acts.
import { GuardrailError } from '../../protocol/errors';
import { flowSafeguardIds, type SubjectSafeguard } from '../../protocol/safeguards';
import type { SubjectRef } from '../../protocol/subjects';
import { templateValueText } from '../../protocol/templateVariables';
import { parseOptions } from '../safeguards/safeguard';
import { flowSafeguards } from '../safeguards/safeguards';

const form = /\+([a-z][a-z-]*)(?::([^+]*))?$/u;

/**
 * What the safeguard stands behind, and the safeguard with all its options; null: none is named, as behind `+` in a file's name.
 * @throws GuardrailError configInvalid for options that it does not have
 */
export function splitSafeguard(text: string): {
  readonly bare: string;
  readonly safeguard: SubjectSafeguard | null;
} {
  const found = form.exec(text);
  const id = flowSafeguardIds.find((known) => known === found?.[1]);
  if (found === null || id === undefined) return { bare: text, safeguard: null };
  const given = (found[2] ?? '').split(',').filter((option) => option.trim() !== '');
  const options = parseOptions(flowSafeguards[id], Object.fromEntries(given.map(optionOf)));
  return { bare: text.slice(0, found.index), safeguard: { id, options: { ...options } } };
}

function optionOf(text: string): [string, string] {
  const [name = '', ...value] = text.split('=');
  return [name.trim(), value.join('=').trim()];
}

/** @throws GuardrailError invalidRequest for answers that were made already */
export function withSafeguard(ref: SubjectRef, safeguard: SubjectSafeguard | null): SubjectRef {
  if (safeguard === null) return ref;
  if (ref.kind !== 'responses') return { ...ref, safeguard };
  throw new GuardrailError(
    'invalidRequest',
    `The safeguard ${safeguard.id} asks its model more than once, and the answers in ${ref.path} were made already.`,
    'Put it around a checkpoint or an endpoint.',
  );
}

function safeguardOf(ref: SubjectRef): SubjectSafeguard | null {
  return ref.kind === 'responses' ? null : (ref.safeguard ?? null);
}

/** As the command line takes it behind a subject; empty where there is none. */
export function safeguardSuffix(ref: SubjectRef): string {
  const safeguard = safeguardOf(ref);
  if (safeguard === null) return '';
  const options = Object.entries(safeguard.options).map(
    ([name, value]) => `${name}=${templateValueText(value)}`,
  );
  return `+${safeguard.id}${options.length === 0 ? '' : `:${options.join(',')}`}`;
}

/** What follows a subject's name; empty where there is none. */
export function safeguardName(ref: SubjectRef): string {
  const safeguard = safeguardOf(ref);
  return safeguard === null ? '' : `+${safeguard.id}`;
}

/** Whether one is asked through another safeguard, or with other options. */
export function differInSafeguard(one: SubjectRef, other: SubjectRef): boolean {
  return safeguardSuffix(one) !== safeguardSuffix(other);
}
