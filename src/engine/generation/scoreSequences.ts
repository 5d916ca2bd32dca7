// Teacher-forced scores of given token sequences. What sequences share from their beginning on is computed once.
import { GuardrailError } from '../../protocol/errors';
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { DecoderModel, PassResult } from '../models/decoderModel';
import type { ScoredSequence, SequenceToScore, TokenLogprob } from './generator';
import type { ResidualReader } from './hooks';
import { KvCache } from './kvCache';
import { likeliest } from './likeliest';
import { notFinite } from './notFinite';
import { readStreams } from './readStreams';
import { checkPrompt, checkTopLogprobs } from './rowSettings';
import { sequencePasses } from './sequencePasses';

export interface ScoringOptions {
  readonly readers: readonly ResidualReader[];
  /** Called before each pass; throws to stop. */
  readonly check: () => void;
}

/**
 * Sequences are walked in lexicographic order over one cache, so that those with a common beginning follow each other: each
 * goes on where it leaves the one before, and what a pass says of a position is given to every sequence that has it.
 */
export async function scoreSequences(
  model: DecoderModel,
  rows: readonly SequenceToScore[],
  { readers, check }: ScoringOptions,
): Promise<ScoredSequence[]> {
  const { config } = model;
  for (const row of rows) checkSequence(row, config);
  const walk = rows.map((row, index) => new Scoring(row, index)).sort(byTokens);
  const cache = new KvCache(config, 1, 0);
  let cached = 0;
  for (const [at, scoring] of walk.entries()) {
    const { ids } = scoring.row;
    // Nothing is asked of the last position, unless its residual stream is read.
    const to = readers.length > 0 ? ids.length : ids.length - 1;
    const from = Math.min(cached, commonLength(walk[at - 1]?.row.ids ?? [], ids));
    const sharing = sharingFrom(walk, at, from);
    const passes = sequencePasses(model, cache, ids, {
      from,
      to,
      select: (start, end) => selected(sharing, start, end),
      want: 'both',
    });
    check();
    for await (const { from: start, to: end, pass } of passes) {
      const places = new Map(selected(sharing, start, end).map((position, index) => [position, index]));
      for (const { other, common } of sharing) {
        const count = Math.min(end, common) - start;
        if (count <= 0) continue;
        const part = { index: 0, sequence: end - start, from: start, count };
        readStreams(readers, pass, config.hiddenSize, other.context, part);
        for (const position of other.scored(start, start + count)) {
          other.take(position, pass, places.get(position) ?? 0, config.vocabSize);
        }
      }
      check();
    }
    cached = Math.max(from, to);
  }
  return walk.sort((a, b) => a.index - b.index).map((scoring) => scoring.result);
}

/** A sequence and what is known of it so far. */
class Scoring {
  readonly context;
  private readonly logprobs: Float32Array;
  private readonly top: TokenLogprob[][];

  constructor(
    readonly row: SequenceToScore,
    readonly index: number,
  ) {
    const length = row.ids.length - row.from;
    this.context = { id: index, promptIds: row.ids, tokenIds: [] };
    this.logprobs = new Float32Array(length);
    this.top = Array.from({ length }, () => []);
  }

  get result(): ScoredSequence {
    return { logprobs: this.logprobs, top: this.top };
  }

  /** Those of the positions `start` … `end` − 1 that predict a token to be scored. */
  scored(start: number, end: number): number[] {
    const first = Math.max(start, this.row.from - 1);
    const last = Math.min(end, this.row.ids.length - 1);
    return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  }

  /** @param place of the position among the scores of the pass */
  take(position: number, pass: PassResult, place: number, vocabulary: number): void {
    const best = Number(pass.tokens?.[place] ?? 0n);
    const bestLogprob = pass.logprobs?.[place] ?? NaN;
    const logits = pass.logits?.subarray(place * vocabulary, (place + 1) * vocabulary);
    if (logits === undefined || !Number.isFinite(bestLogprob)) throw notFinite();
    // The graph has summed the exponentials.
    const normaliser = (logits[best] ?? NaN) - bestLogprob;
    const at = position + 1 - this.row.from;
    this.logprobs[at] = (logits[this.row.ids[position + 1] ?? 0] ?? NaN) - normaliser;
    this.top[at] = likeliest(logits, this.row.topLogprobs ?? 0, normaliser);
  }
}

interface Sharing {
  readonly other: Scoring;
  /** How many positions it has in common with the sequence that is computed. */
  readonly common: number;
}

/** The sequence at `at` and those after it that share more than `from` positions with it. */
function sharingFrom(walk: readonly Scoring[], at: number, from: number): Sharing[] {
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
    for (const position of other.scored(start, Math.min(end, common))) positions.add(position);
  }
  return [...positions].sort((a, b) => a - b);
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function byTokens(a: Scoring, b: Scoring): number {
  const at = commonLength(a.row.ids, b.row.ids);
  return (a.row.ids[at] ?? -1) - (b.row.ids[at] ?? -1) || a.index - b.index;
}

/** @throws GuardrailError invalidRequest */
function checkSequence({ ids, from, topLogprobs }: SequenceToScore, config: ModelConfig): void {
  checkPrompt(ids, { ...config, contextLength: config.contextLength + 1 });
  checkTopLogprobs(topLogprobs);
  if (Number.isInteger(from) && from >= 1 && from <= ids.length) return;
  throw new GuardrailError(
    'invalidRequest',
    `A sequence of ${ids.length} tokens is to be scored from position ${from} on.`,
    'Score from position 1 at the earliest: the first token has nothing before it.',
  );
}
