// What a matrix calls its subjects and what they were asked: policies act in episodes, checkpoints answer prompts.
import type { MatrixSummary } from '../../../protocol/matrix';
import { askedWord } from '../labels';

export interface MatrixWords {
  readonly subject: 'Checkpoint' | 'Policy';
  /** In the middle of a sentence. */
  readonly subjects: 'checkpoints' | 'policies';
  readonly asked: 'prompts' | 'episodes';
}

/** A comparison asks one sort or the other. */
export function matrixWords({ rows }: Pick<MatrixSummary, 'rows'>): MatrixWords {
  const asked = askedWord(rows.map(({ kind }) => kind));
  return asked === 'episodes'
    ? { subject: 'Policy', subjects: 'policies', asked }
    : { subject: 'Checkpoint', subjects: 'checkpoints', asked };
}
