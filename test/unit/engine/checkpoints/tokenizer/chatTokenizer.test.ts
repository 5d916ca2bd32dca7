import { PreTrainedTokenizer } from '@huggingface/transformers';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { splitAnswer } from '../../../../../src/engine/respondents/splitAnswer';
import { createChatTokenizer } from '../../../../../src/engine/checkpoints/tokenizer/chatTokenizer';
import { expectError, fixtures, minimind, tinyTemplate, tinyTokenizer } from '../tinyFolders';

const goldenSchema = z.object({
  templates: z.record(z.string(), z.string()),
  chats: z.array(
    z.object({
      template: z.string(),
      messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
      variables: z.record(z.string(), z.union([z.string(), z.boolean()])),
      text: z.string(),
    }),
  ),
  texts: z.array(z.object({ text: z.string(), ids: z.array(z.number()), decoded: z.string() })),
});
const objectSchema = z.looseObject({});

const present = existsSync(minimind);
if (!present) console.log(`skipped: golden chats need ${minimind}`);

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function tiny(chatTemplate: string | null = tinyTemplate, tokenizerConfig: object = { bos_token: '<s>' }) {
  return createChatTokenizer({
    tokenizerJson: tinyTokenizer,
    tokenizerConfig,
    chatTemplate,
    extraEosTokenIds: [7],
  });
}

describe.skipIf(!present)('the 26M tokenizer', () => {
  const golden = goldenSchema.parse(read(join(fixtures, 'golden/chats.json')));
  const tokenizerJson = present ? objectSchema.parse(read(join(minimind, 'tokenizer.json'))) : {};
  const tokenizerConfig = present ? objectSchema.parse(read(join(minimind, 'tokenizer_config.json'))) : {};
  const own = z.string().parse(tokenizerConfig['chat_template'] ?? '');
  const make = (chatTemplate: string) =>
    createChatTokenizer({ tokenizerJson, tokenizerConfig, chatTemplate, extraEosTokenIds: [] });

  test('renders as Python transformers does', async () => {
    for (const chat of golden.chats) {
      const tokenizer = make(golden.templates[chat.template] ?? own);
      expect(await tokenizer.renderChats([chat.messages], chat.variables)).toEqual([chat.text]);
    }
  });

  test('renders as apply_chat_template of transformers.js does', async () => {
    const peer = new PreTrainedTokenizer(tokenizerJson, tokenizerConfig);
    const tokenizer = make(own);
    const chats = golden.chats.slice(0, 12).map(({ messages }) => messages);
    const rendered = await tokenizer.renderChats(chats);
    for (const [i, messages] of chats.entries()) {
      const text = peer.apply_chat_template([...messages], { tokenize: false, add_generation_prompt: true });
      expect(rendered[i]).toBe(text);
    }
  });

  test('encodes and decodes as Python transformers does', () => {
    const tokenizer = make(own);
    for (const { text, ids, decoded } of golden.texts) {
      expect(tokenizer.encode(text)).toEqual(ids);
      expect(tokenizer.decode(ids)).toBe(decoded);
    }
    expect(tokenizer.eosTokenIds).toEqual([2]);
  });
});

test('a prompt begins with one BOS: the template writes it, encoding adds none', async () => {
  const tokenizer = tiny();
  const [prompt = ''] = await tokenizer.renderChats([[{ role: 'user', content: 'ab' }]]);
  expect(prompt).toBe('<s>u:ab>');
  expect(tokenizer.encode('<s>ab</s>')).toEqual([0, 4, 2]);
  expect(tokenizer.decode([0, 4, 2])).toBe('ab');
});

test('ids without text and texts without ids are left out', () => {
  const tokenizer = tiny();
  expect(tokenizer.decode([4, 99])).toBe('ab');
  expect(tokenizer.decode([])).toBe('');
  expect(tokenizer.encode('azb')).toEqual([1, 3]);
});

test('end tokens: those given, and the one of the tokenizer; added tokens may be objects', () => {
  const config = { bos_token: { content: '<s>' }, eos_token: { __type: 'AddedToken', content: '</s>' } };
  expect(tiny(tinyTemplate, config).eosTokenIds).toEqual([2, 7]);
});

test('the hash follows what changes ids, not formatting', () => {
  const hash = (tokenizerJson: object) =>
    createChatTokenizer({ tokenizerJson, tokenizerConfig: {}, chatTemplate: null, extraEosTokenIds: [] })
      .hash;
  const { model } = tinyTokenizer;
  const reordered = {
    model: {
      ignore_merges: false,
      merges: [['a', 'b']],
      vocab: Object.fromEntries(Object.entries(model.vocab).reverse()),
      type: 'BPE',
    },
    added_tokens: [...tinyTokenizer.added_tokens].reverse(),
    pre_tokenizer: { use_regex: true, trim_offsets: true, add_prefix_space: false, type: 'ByteLevel' },
    padding: { strategy: 'BatchLongest' },
  };
  expect(hash(reordered)).toBe(hash(tinyTokenizer));
  expect(hash({ ...tinyTokenizer, model: { ...model, merges: [] } })).not.toBe(hash(tinyTokenizer));
  expect(hash({ ...tinyTokenizer, model: { ...model, vocab: { ...model.vocab, b: 5, c: 3 } } })).not.toBe(
    hash(tinyTokenizer),
  );
  expect(hash({ ...tinyTokenizer, added_tokens: [] })).not.toBe(hash(tinyTokenizer));
});

test('a template that is missing says so', async () => {
  expect(tiny(null).templateHash).toBeNull();
  await expectError(tiny(null).renderChats([[]]), 'templateInvalid', /has no chat template/);
});

test('JSON that is no tokenizer is refused', async () => {
  const make = (tokenizerJson: object) => () =>
    createChatTokenizer({ tokenizerJson, tokenizerConfig: {}, chatTemplate: null, extraEosTokenIds: [] });
  await expectError(make({}), 'tokenizerInvalid', /cannot be read/);
  await expectError(
    make({ ...tinyTokenizer, model: { type: 'Psychic' } }),
    'tokenizerInvalid',
    /cannot be read/,
  );
});

test('a part of another kind than the library expects is refused, at the latest where it is used', async () => {
  const encode = (part: object) => () =>
    createChatTokenizer({
      tokenizerJson: { ...tinyTokenizer, ...part },
      tokenizerConfig: {},
      chatTemplate: null,
      extraEosTokenIds: [],
    }).encode('ab c');
  const model = { ...tinyTokenizer.model };
  for (const part of [
    { model: { ...model, end_of_word_suffix: { toString: 1 } } },
    { model: { ...model, merges: [[1, 2]] } },
    { model: { ...model, unk_token: [] } },
    { model: { ...model, vocab: [['a', 'b']] } },
    { model: { ...model, vocab: '/dev/zero' } },
    { normalizer: { type: 'Prepend', prepend: { toString: 1 } } },
    {
      pre_tokenizer: {
        type: 'Split',
        pattern: { String: { toString: 1 } },
        behavior: 'Isolated',
        invert: false,
      },
    },
  ]) {
    await expectError(encode(part), 'tokenizerInvalid', /cannot be read/);
  }
});

describe('a regular expression that takes for ever', () => {
  const evil = { Regex: '(a+)+$' };
  const text = `${'a'.repeat(40)}!`;
  const make = (part: object) =>
    createChatTokenizer({
      tokenizerJson: { ...tinyTokenizer, ...part },
      tokenizerConfig: {},
      chatTemplate: null,
      extraEosTokenIds: [],
      timeLimitMs: 200,
    });

  test.each([
    ['splits', { pre_tokenizer: { type: 'Split', pattern: evil, behavior: 'Isolated', invert: false } }],
    ['replaces', { normalizer: { type: 'Replace', pattern: evil, content: 'b' } }],
  ])('is stopped where it %s', async (_, part) => {
    await expectError(() => make(part).encode(text), 'tokenizerInvalid', /did not finish a text of 41/);
  });

  test('and the same pattern is harmless on another text', () => {
    const part = { normalizer: { type: 'Replace', pattern: evil, content: '' } };
    expect(make(part).encode('aaa')).toEqual([]);
  });
});

test.each([
  ['<think>', '</think>'],
  ['[THINK]', '[/THINK]'],
  ['<ponder>', '</ponder>'],
])('keeps %s in the text although it is a special token', (open, close) => {
  const token = (id: number, content: string, special: boolean) => ({
    ...tinyTokenizer.added_tokens[0],
    id,
    content,
    special,
  });
  const tokenizer = createChatTokenizer({
    tokenizerJson: {
      ...tinyTokenizer,
      added_tokens: [
        ...tinyTokenizer.added_tokens,
        token(900, open, true),
        token(901, close, true),
        token(902, 'I cannot?', false),
        token(903, 'Yes.', false),
      ],
    },
    tokenizerConfig: { bos_token: '<s>', eos_token: '</s>' },
    chatTemplate: null,
    extraEosTokenIds: [],
  });
  const text = tokenizer.decode([0, 900, 902, 901, 903, 2]);
  expect(text.replaceAll(' ', '')).toBe(`${open}Icannot?${close}Yes.`);
  expect(
    splitAnswer({ prompt: null, text, reasoning: null, marks: tokenizer.reasoningMarks ?? [] }),
  ).toMatchObject({ reasoning: 'I cannot?', answer: 'Yes.' });
});
