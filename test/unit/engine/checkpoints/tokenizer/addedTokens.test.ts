import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChatTokenizer } from '../../../../../src/engine/checkpoints/tokenizer/chatTokenizer';
import { expectError, tinyTokenizer } from '../tinyFolders';

const letters = Array.from('abcdefghijklmnopqrstuvwxyz <>é_.-');
const vocab = Object.fromEntries(letters.map((letter, id) => [letter, id]));

function open(changes: object) {
  const source = { tokenizerConfig: {}, chatTemplate: null, extraEosTokenIds: [] };
  return createChatTokenizer({ ...source, tokenizerJson: { ...tinyTokenizer, ...changes } });
}

const added = (
  contents: readonly { content: string; single_word?: boolean; lstrip?: boolean; rstrip?: boolean }[],
) =>
  contents.map((token, i) => ({
    id: 33 + i,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: false,
    ...token,
  }));

/** The tokens of a text, as the vocabulary writes them. */
function tokensOf(text: string): (string | undefined)[] {
  const tokens = added([
    { content: '<extra>', single_word: true },
    { content: 'cat', single_word: true },
    { content: 'cats', single_word: true, lstrip: true, rstrip: true },
    { content: '<x>' },
  ]);
  const tokenizer = open({
    added_tokens: tokens,
    pre_tokenizer: null,
    decoder: null,
    model: { type: 'BPE', vocab, merges: [] },
  });
  const names = [...letters, ...tokens.map(({ content }) => content)];
  return tokenizer.encode(text).map((id) => names[id]);
}

// As tokenizers 0.22 in Python has them.
test.each([
  ['x<extra>y <extra> z', [...Array.from('x<extra>y '), '<extra>', ' ', 'z']],
  ['ab<extra>', Array.from('ab<extra>')],
  ['<extra>', ['<extra>']],
  ['<extra><extra>', ['<extra>', '<extra>']],
  ['cat cats bobcat cats.', ['cat', 'cats', ...Array.from('bobcat'), 'cats', '.']],
  ['é<extra>', Array.from('é<extra>')],
  ['<extra>_', Array.from('<extra>_')],
  ['<x><extra><x>cat<x>', ['<x>', '<extra>', '<x>', 'cat', '<x>']],
  ['cat-cat', ['cat', '-', 'cat']],
  ['  cats  a', ['cats', 'a']],
  ['catscat cat', [...Array.from('catscat '), 'cat']],
])('a single word is one where it stands alone: %j', (text, want) => {
  expect(tokensOf(text)).toEqual(want);
});

const sharedCase = new URL('../../../../../../shared/cases/tokenizers/single_word.json', import.meta.url);
if (!existsSync(sharedCase)) console.log('Skipping the shared tokenizer case: ../shared/cases is not there.');

test.skipIf(!existsSync(sharedCase))('the shared texts', () => {
  const { texts } = JSON.parse(readFileSync(sharedCase, 'utf8')) as { texts: string[] };
  const counts = texts.map((text) => tokensOf(text).filter((token) => token === '<extra>').length);
  expect(counts).toEqual([1, 0]);
});

const model = tinyTokenizer.model;
test.each([
  ['an added token without an id', { added_tokens: [{ id: null, content: 'x' }] }, /added_tokens\.0\.id/],
  [
    'an added token without its text',
    { added_tokens: [{ id: 7, content: null }] },
    /added_tokens\.0\.content/,
  ],
  [
    'a token of the vocabulary without an id',
    { model: { ...model, vocab: { ...model.vocab, b: null } } },
    /as the id of "b"/,
  ],
  ['a post-processor that is a text', { post_processor: 'none' }, /post_processor/],
  ['one without a type', { post_processor: {} }, /post_processor\.type/],
  ['one of an unknown type', { post_processor: { type: 'Magic' } }, /unknown type Magic/],
  [
    'a template without its parts',
    { post_processor: { type: 'TemplateProcessing', single: null } },
    /post_processor\.single/,
  ],
  [
    'a template with a null id',
    {
      post_processor: {
        type: 'TemplateProcessing',
        single: [{ Sequence: { id: 'A', type_id: 0 } }],
        pair: [],
        special_tokens: { '<s>': { id: '<s>', ids: [null], tokens: ['<s>'] } },
      },
    },
    /special_tokens\.<s>\.ids\.0/,
  ],
  [
    'a sequence with a wrong one in it',
    { post_processor: { type: 'Sequence', processors: [{ type: 'BertProcessing' }] } },
    /post_processor\.sep/,
  ],
])('%s is refused', async (_, changes, message) => {
  await expectError(() => open(changes), 'tokenizerInvalid', message);
});
