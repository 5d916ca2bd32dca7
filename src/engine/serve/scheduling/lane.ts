// What waits for one model: rows to be answered and sequences to be scored, in the order of arrival.
import type {
  Generated,
  GenerationRow,
  GeneratedToken,
  ScoredSequence,
  SequenceToScore,
} from '../../generation/generator';
import type { GuardrailError } from '../../../protocol/errors';
import type { ServedModel } from '../servedModel';

export interface RowListener {
  onToken(token: GeneratedToken): void;
  /** The last call. */
  onDone(generated: Generated): void;
  /** The last call. */
  onFailed(error: GuardrailError): void;
}

export interface WaitingRow {
  readonly row: GenerationRow;
  readonly listener: RowListener;
  /** Its place among all arrivals. */
  readonly order: number;
  /** `performance.now()` of its arrival. */
  readonly arrived: number;
}

export interface WaitingScore {
  readonly sequence: SequenceToScore;
  readonly order: number;
  resolve(scored: ScoredSequence): void;
  reject(error: GuardrailError): void;
}

export class Lane {
  rows: WaitingRow[] = [];
  scores: WaitingScore[] = [];

  constructor(readonly model: ServedModel) {}

  /** The place of what has waited longest; null where nothing waits. */
  get oldest(): number | null {
    const orders = [this.rows[0]?.order, this.scores[0]?.order].filter((order) => order !== undefined);
    return orders.length === 0 ? null : Math.min(...orders);
  }
}
