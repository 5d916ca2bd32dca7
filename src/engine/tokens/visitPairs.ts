// Two models over the same answers, with both distributions at hand at every token and little in memory: the first model's
// logits are kept for a portion of the answers, then the second model reads the same portion.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { SequenceToScore } from '../generation/generator';
import { scoredPositions } from '../generation/limits';
import { notFinite } from '../generation/notFinite';
import type { LocalAccess } from '../respondents/respondent';

/** An answer, and the prompt as each model is asked it: their chat templates may differ. */
export interface PairSequence {
  readonly basePrompt: readonly number[];
  readonly tunedPrompt: readonly number[];
  readonly ids: readonly number[];
}

/** Both models before the token at `place` of an answer. Logits are valid during the call. */
export interface PairPosition {
  readonly sequence: number;
  /** 0-based. */
  readonly place: number;
  readonly base: Float32Array;
  readonly tuned: Float32Array;
}

export interface PairVisit {
  readonly base: Pick<LocalAccess, 'config' | 'visit'>;
  /** Of the same vocabulary. */
  readonly tuned: Pick<LocalAccess, 'config' | 'visit'>;
  readonly signal: AbortSignal;
  /** Every token of every answer once, those of one answer in order. @throws GuardrailError checkpointCorrupt for NaN */
  readonly onPosition: (position: PairPosition) => void;
  /** Answers that are done, of all. */
  readonly onProgress?: (done: number) => void;
}

/** A part of an answer, or all of it. */
interface Stretch {
  readonly sequence: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Keeps at most 256 MB of logits and what one pass of the second model gives. Where both models are in memory, which model
 * runs next costs nothing; where the pool can hold one alone, each portion loads both in turn.
 * @throws GuardrailError invalidRequest where an answer does not fit the context; cancelled
 */
export async function visitPairs(sequences: readonly PairSequence[], visit: PairVisit): Promise<void> {
  const { base, tuned, signal, onPosition } = visit;
  const { vocabSize } = base.config;
  const portions = portionsOf(sequences, base.config);
  const largest = Math.max(1, ...portions.map((portion) => positionsIn(portion)));
  const kept = new Float32Array(largest * vocabSize);
  for (const portion of portions) {
    const starts = startsOf(portion);
    await base.visit(
      rowsOf(portion, sequences, 'basePrompt'),
      (row, position, logits) => {
        const slot = (starts[row] ?? 0) + positionIn(portion, sequences, 'basePrompt', row, position);
        kept.set(logits, slot * vocabSize);
      },
      signal,
    );
    await tuned.visit(
      rowsOf(portion, sequences, 'tunedPrompt'),
      (row, position, logits) => {
        const stretch = portion[row];
        if (stretch === undefined) throw new RangeError('A row is of the portion.');
        const at = positionIn(portion, sequences, 'tunedPrompt', row, position);
        const slot = (starts[row] ?? 0) + at;
        onPosition({
          sequence: stretch.sequence,
          place: stretch.from + at,
          base: kept.subarray(slot * vocabSize, (slot + 1) * vocabSize),
          tuned: logits,
        });
      },
      signal,
    );
    visit.onProgress?.(finishedWith(portion, sequences));
  }
}

/** For callers that compute with what they are given. @throws GuardrailError checkpointCorrupt */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw notFinite();
  return value;
}

/** Neighbours together, as many as fit; an answer that is too long by itself is read in parts. */
function portionsOf(sequences: readonly PairSequence[], config: ModelConfig): Stretch[][] {
  const most = scoredPositions(config);
  const portions: Stretch[][] = [];
  let used = most;
  for (const [sequence, { ids }] of sequences.entries()) {
    for (let from = 0; from < ids.length; from += most) {
      const to = Math.min(ids.length, from + most);
      if (used + to - from > most) {
        portions.push([]);
        used = 0;
      }
      portions.at(-1)?.push({ sequence, from, to });
      used += to - from;
    }
  }
  return portions;
}

type PromptOf = 'basePrompt' | 'tunedPrompt';

function rowsOf(
  portion: readonly Stretch[],
  sequences: readonly PairSequence[],
  prompt: PromptOf,
): SequenceToScore[] {
  return portion.map(({ sequence, from, to }) => {
    const { [prompt]: promptIds, ids } = sequences[sequence] ?? { basePrompt: [], tunedPrompt: [], ids: [] };
    return { ids: [...promptIds, ...ids.slice(0, to)], from: promptIds.length + from };
  });
}

/** Place of a token within its stretch, from its place in prompt and answer. */
function positionIn(
  portion: readonly Stretch[],
  sequences: readonly PairSequence[],
  prompt: PromptOf,
  row: number,
  position: number,
): number {
  const stretch = portion[row];
  const before = sequences[stretch?.sequence ?? -1]?.[prompt].length ?? 0;
  return position - before - (stretch?.from ?? 0);
}

/** Slots before each stretch of a portion. */
function startsOf(portion: readonly Stretch[]): number[] {
  let next = 0;
  return portion.map(({ from, to }) => {
    const start = next;
    next += to - from;
    return start;
  });
}

function positionsIn(portion: readonly Stretch[]): number {
  return portion.reduce((sum, { from, to }) => sum + to - from, 0);
}

function finishedWith(portion: readonly Stretch[], sequences: readonly PairSequence[]): number {
  const last = portion.at(-1);
  if (last === undefined) return 0;
  const whole = last.to === sequences[last.sequence]?.ids.length;
  return last.sequence + (whole ? 1 : 0);
}
