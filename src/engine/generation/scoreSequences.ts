// Teacher-forced scores of given token sequences, and their logits position by position.
import type { DecoderModel } from '../models/decoderModel';
import type { OnLogits, ScoredSequence, SequenceToScore, TokenLogprob } from './generator';
import { likeliest } from './likeliest';
import { notFinite } from './notFinite';
import { checkSequence, walkSequences, type WalkOptions } from './walkSequences';

export type ScoringOptions = Omit<WalkOptions, 'want'>;

export async function scoreSequences(
  model: DecoderModel,
  rows: readonly SequenceToScore[],
  options: ScoringOptions,
): Promise<ScoredSequence[]> {
  const { vocabSize } = model.config;
  for (const row of rows) checkSequence(row, model.config);
  const results = rows.map(({ ids, from }) => ({
    logprobs: new Float32Array(ids.length - from),
    top: Array.from({ length: ids.length - from }, (): TokenLogprob[] => []),
  }));
  await walkSequences(model, rows, { ...options, want: 'both' }, (index, position, pass, place) => {
    const [row, result] = [rows[index], results[index]];
    const best = Number(pass.tokens?.[place] ?? 0n);
    const bestLogprob = pass.logprobs?.[place] ?? NaN;
    const logits = pass.logits?.subarray(place * vocabSize, (place + 1) * vocabSize);
    if (row === undefined || result === undefined) throw new RangeError('A pass is about a row.');
    if (logits === undefined || !Number.isFinite(bestLogprob)) throw notFinite();
    // The graph has summed the exponentials.
    const normaliser = (logits[best] ?? NaN) - bestLogprob;
    const at = position - row.from;
    result.logprobs[at] = (logits[row.ids[position] ?? 0] ?? NaN) - normaliser;
    result.top[at] = likeliest(logits, row.topLogprobs ?? 0, normaliser);
  });
  return results;
}

export async function visitSequences(
  model: DecoderModel,
  rows: readonly SequenceToScore[],
  options: ScoringOptions,
  onLogits: OnLogits,
): Promise<void> {
  const { vocabSize } = model.config;
  for (const row of rows) checkSequence(row, model.config);
  await walkSequences(model, rows, { ...options, want: 'logits' }, (index, position, pass, place) => {
    if (pass.logits === null) throw new RangeError('A pass has the logits that it was asked for.');
    onLogits(index, position, pass.logits.subarray(place * vocabSize, (place + 1) * vocabSize));
  });
}
