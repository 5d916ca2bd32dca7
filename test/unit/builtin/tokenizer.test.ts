// The tokenizer of the built-in model, learned and read back by the engine's own reader.
import { describe, expect, it } from 'vitest';
import { byteLevelPieces } from '../../../src/build/builtin/tokenizer/byteLevel';
import {
  chatTemplate,
  specialTokens,
  tokenizerConfig,
  trainTokenizer,
} from '../../../src/build/builtin/tokenizer/tokenizerFiles';
import { trainBpe } from '../../../src/build/builtin/tokenizer/trainBpe';
import { createChatTokenizer } from '../../../src/engine/checkpoints/tokenizer/chatTokenizer';

const texts = ['low lower lowest', 'new newer newest', 'wide wider widest', 'What is 37 + 48?'];

describe('byte-pair encoding', () => {
  it('merges the most frequent pair first; equal counts go by the pair', () => {
    // "ab" four times, "bc" three times; after the merge "ab c" three times.
    const counts = new Map([
      ['abc', 3],
      ['ab', 1],
    ]);
    expect(trainBpe(counts, 5)).toEqual([
      ['a', 'b'],
      ['ab', 'c'],
    ]);
    expect(
      trainBpe(
        new Map([
          ['xy', 2],
          ['ab', 2],
        ]),
        1,
      ),
    ).toEqual([['a', 'b']]);
  });

  it('counts a pair that overlaps itself once per merge', () => {
    expect(trainBpe(new Map([['aaaa', 2]]), 2)).toEqual([
      ['a', 'a'],
      ['aa', 'aa'],
    ]);
  });

  it('cuts digits apart and keeps a space with its word', () => {
    expect(byteLevelPieces('add 12 more')).toEqual(['add', 'Ġ', '1', '2', 'Ġmore']);
  });
});

describe('the tokenizer', () => {
  const json = trainTokenizer([...texts, ...texts], 280);
  const tokenizer = createChatTokenizer({
    tokenizerJson: json,
    tokenizerConfig: tokenizerConfig(512),
    chatTemplate,
    extraEosTokenIds: [],
  });

  it('has the size that was asked for, special tokens first', () => {
    const { vocab } = (json as { model: { vocab: Record<string, number> } }).model;
    expect(Object.keys(vocab)).toHaveLength(280);
    expect(specialTokens.map((token) => vocab[token])).toEqual([0, 1, 2]);
    expect(new Set(Object.values(vocab)).size).toBe(280);
  });

  it.each([
    ...texts,
    'words it has never seen',
    'Größe, naïve, 怎样, मुझे, 🙂',
    ' two  spaces\n\nand lines\t',
    "it's 100%",
  ])('reads back what it wrote: %j', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it('writes a turn as one special token', () => {
    expect(tokenizer.encode('<|im_start|>')).toEqual([1]);
    expect(tokenizer.eosTokenIds).toEqual([2]);
  });
});
