// Given token sequences through the model, with what they share from their beginning on computed once. Knows nothing of what
// is made of the logits.
import { GuardrailError } from '../../protocol/errors';
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { DecoderModel, PassResult } from '../models/decoderModel';
import type { SequenceToScore } from './generator';
import type { ResidualReader } from './hooks';
import { KvCache } from './kvCache';
import { readStreams } from './readStreams';
import { checkPrompt, checkTopLogprobs } from './rowSettings';
import { sequencePasses, type SequenceRange } from './sequencePasses';

export interface WalkOptions {
  readonly readers: readonly ResidualReader[];
  /** Called before each pass; throws to stop. */
  readonly check: () => void;
  readonly want: SequenceRange['want'];
}

/**
 * What a pass says of a position.
 * @param row index of the sequence
 * @param position place of the token that is predicted, from the sequence's `from` on
 * @param place of the prediction among the scores of the pass
 */
export type OnScored = (row: number, position: number, pass: PassResult, place: number) => void;

/**
 * Sequences are walked in lexicographic order over one cache, so that those with a common beginning follow each other: each
 * goes on where it leaves the one before, and what a pass says of a position is given to every sequence that has it.
 * @param rows checked by `checkSequence`
 */
export async function walkSequences(
  model: DecoderModel,
  rows: readonly SequenceToScore[],
  { readers, check, want }: WalkOptions,
  onScored: OnScored,
): Promise<void> {
  const { config } = model;
  const walk = rows.map((row, index): Walked => ({ row, index })).sort(byTokens);
  const cache = new KvCache(config, 1, 0);
  let cached = 0;
  for (const [at, { row }] of walk.entries()) {
    const { ids } = row;
    // Nothing is asked of the last position, unless its residual stream is read.
    const to = readers.length > 0 ? ids.length : ids.length - 1;
    const from = Math.min(cached, commonLength(walk[at - 1]?.row.ids ?? [], ids));
    const sharing = sharingFrom(walk, at, from);
    const select = (start: number, end: number): number[] => selected(sharing, start, end);
    const passes = sequencePasses(model, cache, ids, { from, to, select, want });
    check();
    for await (const { from: start, to: end, pass } of passes) {
      const places = new Map(select(start, end).map((position, index) => [position, index]));
      for (const { other, common } of sharing) {
        const count = Math.min(end, common) - start;
        if (count <= 0) continue;
        const part = { index: 0, sequence: end - start, from: start, count };
        const context = { id: other.index, promptIds: other.row.ids, tokenIds: [] };
        readStreams(readers, pass, config.hiddenSize, context, part);
        for (const position of scored(other.row, start, start + count)) {
          onScored(other.index, position + 1, pass, places.get(position) ?? 0);
        }
      }
      check();
    }
    cached = Math.max(from, to);
  }
}

interface Walked {
  readonly row: SequenceToScore;
  readonly index: number;
}

/** Those of the positions `start` … `end` − 1 that predict a token to be scored. */
function scored({ ids, from }: SequenceToScore, start: number, end: number): number[] {
  const first = Math.max(start, from - 1);
  const last = Math.min(end, ids.length - 1);
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
}

interface Sharing {
  readonly other: Walked;
  /** How many positions it has in common with the sequence that is computed. */
  readonly common: number;
}

/** The sequence at `at` and those after it that share more than `from` positions with it. */
function sharingFrom(walk: readonly Walked[], at: number, from: number): Sharing[] {
  const result: Sharing[] = [];
  const ids = walk[at]?.row.ids ?? [];
  for (let index = at; index < walk.length; index++) {
    const other = walk[index];
    const common = commonLength(ids, other?.row.ids ?? []);
    if (other === undefined || (index > at && common <= from)) break;
    result.push({ other, common });
  }
  return result;
}

/** Positions of a pass that predict a token which one of the sequences wants scored. */
function selected(sharing: readonly Sharing[], start: number, end: number): number[] {
  const positions = new Set<number>();
  for (const { other, common } of sharing) {
    for (const position of scored(other.row, start, Math.min(end, common))) positions.add(position);
  }
  return [...positions].sort((a, b) => a - b);
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function byTokens(a: Walked, b: Walked): number {
  const at = commonLength(a.row.ids, b.row.ids);
  return (a.row.ids[at] ?? -1) - (b.row.ids[at] ?? -1) || a.index - b.index;
}

/** Whether a sequence can be walked. @throws GuardrailError invalidRequest */
export function checkSequence({ ids, from, topLogprobs }: SequenceToScore, config: ModelConfig): void {
  checkPrompt(ids, { ...config, contextLength: config.contextLength + 1 });
  checkTopLogprobs(topLogprobs);
  if (Number.isInteger(from) && from >= 1 && from <= ids.length) return;
  throw new GuardrailError(
    'invalidRequest',
    `A sequence of ${ids.length} tokens is to be scored from position ${from} on.`,
    'Score from position 1 at the earliest: the first token has nothing before it.',
  );
}
