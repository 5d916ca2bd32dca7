// What the analysis of a comparison starts from.
import type { Label } from '../../protocol/labels';
import type { MissingAnswer, PromptRecord } from '../../protocol/comparison';
import type { Side, Verdict } from '../../protocol/outcomes';
import type { SuiteManifest } from '../../protocol/suites';
import type { JudgeFacts, Note, PrecisionNoise } from '../../protocol/summary';

/** The base exactly computed (side tuned) beside the base as it is compared. */
export interface PrecisionInput extends Pick<PrecisionNoise, 'precision' | 'notMeasured' | 'kl'> {
  /** null: not asked. */
  readonly pair: Pick<AnalysisInput, 'responses' | 'missing'> | null;
}

export interface AnalysisInput {
  readonly baseName: string;
  readonly tunedName: string;
  readonly manifests: readonly SuiteManifest[];
  readonly prompts: readonly PromptRecord[];
  /** `verdicts` by judge, in the order of `judges`; null: not judged yet. */
  readonly responses: readonly {
    readonly promptId: number;
    readonly side: Side;
    readonly sample: number;
    readonly verdicts: readonly (Verdict | null)[];
    /** The counted judge's own verdict, where a person's stands in its place. */
    readonly overruled?: Verdict | null;
  }[];
  /** Answers drawn for a person to label; null: not labelled yet. Absent: none were drawn. */
  readonly labels?: readonly {
    readonly promptId: number;
    readonly side: Side;
    readonly sample: number;
    readonly label: Label | null;
  }[];
  /** Questions that failed for good; they are in no rate, and in the bounds. */
  readonly missing: readonly MissingAnswer[];
  /** Where the base is compared in a precision that rounds. */
  readonly precision?: PrecisionInput;
  /** The first is the one that is counted. */
  readonly judges: readonly JudgeFacts[];
  readonly gate: readonly Note[];
  readonly complete: boolean;
  /** Loss, in [0, 1], below which a guardrail counts as kept. */
  readonly margin: number;
  /** Seeds the bootstrap. */
  readonly seed: number;
}
