// The safeguard around a subject, in words: `<subject>+<safeguard>[:<option>=<value>,…]`. Must not know how it acts.
import { z } from 'zod';
import { GuardrailError } from '../../protocol/errors';
import {
  fittedSafeguardIds,
  subjectSafeguardIds,
  type FittedSafeguardId,
  type SubjectSafeguard,
  type SubjectSafeguardId,
} from '../../protocol/safeguards';
import type { SubjectRef } from '../../protocol/subjects';
import { templateValueText } from '../../protocol/templateVariables';
import { parseOptions } from '../safeguards/safeguard';
import { subjectSafeguards } from '../safeguards/safeguards';

const form = /\+([a-z][a-z\d-]*)(?::([^+]*))?$/u;

/**
 * What the safeguard stands behind, and the safeguard with all its options; null: none is named, as behind `+` in a file's name.
 * @throws GuardrailError configInvalid for options that it does not have
 */
export function splitSafeguard(text: string): {
  readonly bare: string;
  readonly safeguard: SubjectSafeguard | null;
} {
  const found = form.exec(text);
  const id = subjectSafeguardIds.find((known) => known === found?.[1]);
  if (found === null || id === undefined) return { bare: text, safeguard: null };
  const given = (found[2] ?? '').split(',').filter((option) => option.trim() !== '');
  const options = parseOptions<unknown>(subjectSafeguards[id], Object.fromEntries(given.map(optionOf)));
  return { bare: text.slice(0, found.index), safeguard: { id, options: optionValues(options) } };
}

/** As JSON has them: a schema of options gives numbers, texts and truth values alone. */
export function optionValues(options: unknown): SubjectSafeguard['options'] {
  return z.record(z.string(), z.json()).parse(options);
}

/** Whether it is fitted to one checkpoint, and acts within its steps. */
export function isFitted(id: SubjectSafeguardId): id is FittedSafeguardId {
  return fittedSafeguardIds.some((one) => one === id);
}

function optionOf(text: string): [string, string] {
  const [name = '', ...value] = text.split('=');
  return [name.trim(), value.join('=').trim()];
}

/** @throws GuardrailError invalidRequest for answers that were made already, for policies, and where a fitted safeguard is to act elsewhere */
export function withSafeguard(ref: SubjectRef, safeguard: SubjectSafeguard | null): SubjectRef {
  if (safeguard === null) return ref;
  if (ref.kind === 'policy') {
    throw new GuardrailError(
      'invalidRequest',
      `The safeguard ${safeguard.id} asks in words, and ${ref.path} is a control policy.`,
      'Put it around a checkpoint or an endpoint; safeguards of policies are methods of "guardrail-lens control train".',
    );
  }
  if (isFitted(safeguard.id) && ref.kind !== 'checkpoint') throw actsInCheckpoints(safeguard.id, ref);
  if (ref.kind !== 'responses') return { ...ref, safeguard };
  throw new GuardrailError(
    'invalidRequest',
    `The safeguard ${safeguard.id} asks its model more than once, and the answers in ${ref.path} were made already.`,
    'Put it around a checkpoint or an endpoint.',
  );
}

function actsInCheckpoints(id: FittedSafeguardId, ref: SubjectRef): GuardrailError {
  const why =
    ref.kind === 'endpoint'
      ? 'a server shows no states of its model'
      : 'the answers of a file were made already';
  return new GuardrailError(
    'invalidRequest',
    `The safeguard ${id} acts between the layers of a model in this process, and ${why}.`,
    'Put it on a checkpoint on this machine.',
  );
}

function safeguardOf(ref: SubjectRef): SubjectSafeguard | null {
  return ref.kind === 'responses' || ref.kind === 'policy' ? null : (ref.safeguard ?? null);
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
