// The tuned side of a comparison on the command line: one subject, several, or the steps of a training run.
import { InvalidArgumentError } from 'commander';
import type { ComparisonSpec } from '../protocol/comparison';
import { GuardrailError } from '../protocol/errors';
import type { SubjectRef } from '../protocol/subjects';
import type { RunSteps } from '../protocol/training';
import { columnNames, everyNth, makeColumns } from '../safety/subjects/columns';
import { inPrecision } from '../safety/subjects/defaultPrecision';
import { subjectOf, tunedSubject, type EndpointFlags } from './subjectOption';

export interface TunedFlags extends EndpointFlags {
  readonly tuned: readonly string[];
  readonly tunedName: readonly string[];
  readonly stepsOf?: string;
  readonly every?: number;
  readonly merge: boolean;
}

/** For commander: every value of `--tuned`, none twice. */
export function collectTuned(value: string, before: readonly string[]): readonly string[] {
  if (!before.includes(value)) return [...before, value];
  throw new InvalidArgumentError(`${value} was given already.`);
}

/** The named base, else what the run began from. @throws GuardrailError invalidRequest where neither is known */
export function baseSide(
  flags: EndpointFlags & { readonly base?: string },
  run: RunSteps | null,
): SubjectRef {
  if (flags.base !== undefined) return subjectOf(flags.base, flags);
  if (run?.base != null) return { kind: 'checkpoint', ...inPrecision(run.base, flags.precision) };
  throw new GuardrailError(
    'invalidRequest',
    run === null
      ? 'No base checkpoint is named.'
      : 'No base checkpoint is named, and the run does not say what it began from.',
    'Name it with --base.',
  );
}

/** One tuned subject as ever, several as columns. `run`: of `--steps-of`. @throws GuardrailError invalidRequest */
export function tunedSide(
  flags: TunedFlags,
  base: SubjectRef,
  run: RunSteps | null,
): Pick<ComparisonSpec, 'tuned' | 'columns'> {
  const steps = run === null ? [] : everyNth(run.steps, flags.every ?? 1);
  const texts = [...flags.tuned, ...steps.map(({ path }) => path)];
  const refs = texts.map((text) => tunedSubject(text, base, flags));
  const names = flags.tunedName.length === 0 ? columnNames(refs) : flags.tunedName;
  const [tuned] = refs;
  if (tuned === undefined) {
    throw new GuardrailError(
      'invalidRequest',
      'No tuned checkpoint is named.',
      'Name it with --tuned, or a training run with --steps-of.',
    );
  }
  if (names.length !== refs.length) {
    throw new GuardrailError(
      'invalidRequest',
      `${names.length} names are given for ${refs.length} tuned checkpoints.`,
      'Give --tuned-name once for each --tuned, in the same order, or not at all.',
    );
  }
  if (refs.length === 1) return { tuned };
  const columns = makeColumns(refs, names);
  return { tuned: columns[0]?.tuned ?? tuned, columns };
}
