// Streamed text: whole characters only, nothing that a stop string cuts, and in the end the answer's own text.
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenCheckpoint } from '../../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { firstStop } from '../../../../../src/engine/generation/stopStrings';
import { ChoiceInProgress } from '../../../../../src/engine/serve/text/choiceInProgress';
import { shownLength } from '../../../../../src/engine/serve/text/shownText';
import { repositoryPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';

const scratch = scratchFolder();
let checkpoint: OpenCheckpoint;

beforeAll(async () => {
  const path = repositoryPath('media/checkpoints/glens-tiny');
  checkpoint = await openCheckpoint({ path }, { cacheFolder: scratch, scratchFolder: scratch });
});

/** The parts that a client sees of these tokens; the row ends where the text has a stop string, as generation ends it. */
function stream(ids: readonly number[], stops: readonly string[]): { parts: string[]; tokens: number[] } {
  const { tokenizer } = checkpoint;
  const choice = new ChoiceInProgress(tokenizer, stops);
  const parts: string[] = [];
  const tokens: number[] = [];
  for (let count = 1; ; count++) {
    const id = ids[count - 1] ?? 0;
    const part = choice.take({ id, logprob: 0, top: [] });
    if (part !== null) {
      parts.push(part.text);
      tokens.push(...part.tokens.map((token) => token.id));
    }
    const whole = tokenizer.decode(ids.slice(0, count));
    const stop = firstStop(whole, stops);
    if (stop < 0 && count < ids.length) continue;
    const text = stop < 0 ? whole : whole.slice(0, stop);
    const { rest } = choice.finish({
      text,
      tokenIds: ids.slice(0, count),
      logprobs: [],
      finishReason: 'length',
      promptTokens: 1,
      milliseconds: 0,
    });
    parts.push(rest.text);
    tokens.push(...rest.tokens.map((token) => token.id));
    return { parts, tokens };
  }
}

describe('ChoiceInProgress', () => {
  it.each(['Plain words, a few of them.', 'Zürich 東京 🙂👩‍👩‍👧 naïve — “quotes”', '  spaces\n\n\ttabs  '])(
    'shows whole characters of %j',
    (text) => {
      const ids = checkpoint.tokenizer.encode(text);
      const { parts, tokens } = stream(ids, []);
      expect(parts.join('')).toBe(text);
      expect(parts.length).toBeGreaterThan(3);
      for (const part of parts) {
        expect(part).not.toContain('\uFFFD');
        // No half of a surrogate pair.
        expect(Buffer.from(part, 'utf8').toString('utf8')).toBe(part);
      }
      expect(tokens).toEqual(ids);
    },
  );

  it('shows the replacement character of an answer that ends within a character', () => {
    const ids = checkpoint.tokenizer.encode('ok 🙂').slice(0, -1);
    expect(stream(ids, []).parts.join('')).toBe(checkpoint.tokenizer.decode(ids));
    expect(stream(ids, []).parts.join('')).toContain('\uFFFD');
  });

  it.each([
    ['one two three four', ['three'], 'one two '],
    ['aaab aaaab done', ['aaaab'], 'aaab '],
    ['first line\n\nsecond', ['\n\n', 'second'], 'first line'],
    ['no such thing', ['thinking', 'suchlike'], 'no such thing'],
    ['東京と京都', ['京都'], '東京と'],
  ])('never shows what a stop string cuts: %j, stops %j', (text, stops, shown) => {
    const { parts } = stream(checkpoint.tokenizer.encode(text), stops);
    expect(parts.join('')).toBe(shown);
  });
});

describe('shownLength', () => {
  it('holds back an end that may become a stop string', () => {
    expect(shownLength('answer </', ['</s>', 'User:'])).toBe(7);
    expect(shownLength('answer Use', ['</s>', 'User:'])).toBe(7);
    expect(shownLength('aaa', ['aab'])).toBe(1);
    expect(shownLength('answer', ['User:'])).toBe(6);
    expect(shownLength('an</s>swer', ['</s>'])).toBe(2);
  });
});
