// Whether a side of a comparison is still the one that its file was begun with.
import { GuardrailError } from '../../protocol/errors';
import type { SubjectFacts } from '../../protocol/subjects';

/** By fingerprint; of an endpoint nothing as sure is known. @throws GuardrailError incomparable */
export function requireSameSubject(before: SubjectFacts | null, now: SubjectFacts): void {
  if (before === null) return;
  const changed =
    before.kind === 'endpoint' || now.kind === 'endpoint'
      ? before.kind !== now.kind
      : before.fingerprint !== now.fingerprint;
  if (changed) throw changedSubject(before, now);
}

function changedSubject(known: SubjectFacts, now: SubjectFacts): GuardrailError {
  const fingerprintOf = (facts: SubjectFacts): string =>
    facts.kind === 'endpoint' ? 'an endpoint' : `fingerprint ${facts.fingerprint.slice(0, 12)}`;
  const place = now.kind === 'endpoint' ? `${now.name} at ${now.url}` : now.path;
  return new GuardrailError(
    'incomparable',
    `${now.kind === 'checkpoint' ? `The checkpoint at ${place}` : place} is not the one that this comparison began with (${fingerprintOf(now)}, then ${fingerprintOf(known)}).`,
    'Put the old one back, or start a new comparison.',
  );
}
