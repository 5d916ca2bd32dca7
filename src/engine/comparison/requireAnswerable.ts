// Whether the sides of a comparison can answer its benchmarks at all: policies act, models speak.
import type { ComparisonSpec } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { Suite } from '../../protocol/suites';
import { subjectsOf } from '../../safety/subjects/columns';
import { subjectName } from '../../safety/subjects/subjectText';

/** Answers made elsewhere may be trajectories; what they are shows when they are read. @throws GuardrailError invalidRequest */
export function requireAnswerable(
  spec: Pick<ComparisonSpec, 'base' | 'tuned' | 'columns'>,
  suites: readonly Suite[],
): void {
  for (const { manifest } of suites) {
    const isControl = manifest.kind === 'control';
    for (const ref of subjectsOf(spec)) {
      if (ref.kind === 'responses' || (ref.kind === 'policy') === isControl) continue;
      throw new GuardrailError(
        'invalidRequest',
        isControl
          ? `${subjectName(ref)} is a language model, and ${manifest.id} is a control benchmark: an answer to it is a trajectory.`
          : `${subjectName(ref)} is a control policy, and ${manifest.id} asks for text.`,
        isControl
          ? 'Compare two control policies on it (folders that "guardrail-lens control train" writes).'
          : 'Compare policies on the control benchmark of their environment.',
      );
    }
  }
}
