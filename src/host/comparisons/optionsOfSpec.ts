// What a comparison was asked for, as its wizard would have it: for asking for another one like it.
import type { Precision } from '../../protocol/checkpoints';
import { defaultMargin, type ComparisonSpec } from '../../protocol/comparison';
import type { SubjectRef } from '../../protocol/subjects';
import { isSafetyKind } from '../../safety/outcomes/handled';
import { defaultPrecision } from '../../safety/subjects/defaultPrecision';
import { safeguardName } from '../../safety/subjects/subjectSafeguard';
import type { SubjectEntry } from '../subjects/subjectEntry';
import type { Catalog, ComparisonOptions } from './comparisonOptions';

/** Benchmarks that are not listed any more are left out; without any, `otherwise` stands. */
export function optionsOfSpec(
  spec: ComparisonSpec,
  { suites, suiteSource }: Pick<Catalog, 'suites' | 'suiteSource'>,
  otherwise: readonly string[],
): ComparisonOptions {
  const { attacks, limit, judges, control } = spec;
  const { samples, temperature, systemPrompt, maxNewTokens } = spec.settings;
  const asked = suites.filter(
    ({ id, builtIn, kind }) =>
      spec.suites.includes(suiteSource.get(id) ?? id) ||
      (builtIn && isSafetyKind(kind) && spec.suites.includes('built-in')),
  );
  return {
    suites: asked.length === 0 ? otherwise : asked.map(({ id }) => id),
    attacks: attacks.length === 0 ? ['none'] : attacks,
    ...{ limit, judges, control, samples, temperature, systemPrompt, maxNewTokens },
    precision: precisionOf(spec.base),
    margin: spec.margin ?? defaultMargin,
    generationConfig: spec.settings.generationConfig !== undefined,
  };
}

/** null: its format's own. */
function precisionOf(ref: SubjectRef): Precision | null {
  if (ref.kind !== 'checkpoint') return null;
  const { precision = 'exact', ...plain } = ref;
  return precision === defaultPrecision(plain) ? null : precision;
}

/** The listed subject that a comparison names; undefined where it is not listed. */
export function subjectOfRef(ref: SubjectRef, listed: readonly SubjectEntry[]): SubjectEntry | undefined {
  // The wizard offers no safeguards: without its own it would be another subject.
  if (safeguardName(ref) !== '') return undefined;
  return listed.find((subject) => {
    switch (subject.kind) {
      case 'checkpoint':
        return ref.kind === 'checkpoint' && subject.entry.path === ref.path;
      case 'endpoint':
        return ref.kind === 'endpoint' && subject.url === ref.url && subject.model.id === ref.model;
      case 'responses':
        return ref.kind === 'responses' && subject.path === ref.path;
      case 'policy':
        return ref.kind === 'policy' && subject.entry.path === ref.path;
    }
  });
}
