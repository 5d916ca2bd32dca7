// What a matrix calls its subjects and what they were asked: policies act in episodes, checkpoints answer prompts.
import type { MatrixSummary } from '../../../protocol/matrix';

export interface MatrixWords {
  readonly subject: 'Checkpoint' | 'Policy';
  /** In the middle of a sentence. */
  readonly subjects: 'checkpoints' | 'policies';
  readonly asked: 'prompts' | 'episodes';
}

/** A comparison asks one sort or the other. */
export function matrixWords({ rows }: Pick<MatrixSummary, 'rows'>): MatrixWords {
  return rows.length > 0 && rows.every(({ kind }) => kind === 'control')
    ? { subject: 'Policy', subjects: 'policies', asked: 'episodes' }
    : { subject: 'Checkpoint', subjects: 'checkpoints', asked: 'prompts' };
}
