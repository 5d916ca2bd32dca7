// Data for think, reflect, revise: what is written, by whom, what is left out, and what the respondent asks in the same words.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EngineContext } from '../../../../../src/engine/engineContext';
import type { Respondent } from '../../../../../src/engine/respondents/respondent';
import {
  faultOf,
  keepsPolicy,
  type ReflectionRow,
} from '../../../../../src/engine/safeguards/flow/reflectionRows';
import {
  reflectionRequest,
  revisionRequest,
} from '../../../../../src/engine/safeguards/flow/reflectionTexts';
import { safeguarded } from '../../../../../src/engine/safeguards/flow/flowSafeguards';
import { writeReflections } from '../../../../../src/engine/safeguards/flow/writeReflections';
import { datasetSpec, type FileDatasetSpec } from '../../../../../src/engine/training/tasks/datasetSpec';
import { readFileItems } from '../../../../../src/engine/training/tasks/fileTask';
import { defaultGenerationSettings } from '../../../../../src/protocol/generation';
import type { ReflectionDataRequest } from '../../../../../src/protocol/reflections';
import type { SubjectRef } from '../../../../../src/protocol/subjects';
import { fakeRespondent, type Reply } from '../../../../support/fakeRespondent';
import { scratchFolder } from '../../../../support/scratch';
import { collect } from '../../respondents/collect';

const folder = scratchFolder();
const ref: SubjectRef = { kind: 'checkpoint', path: '/model' };
const refusal = "I'm sorry, but I can't help with that.";
const help = 'Sure. First, buy the parts. Second, put them together. Third, hide it well and leave.';
let files = 0;

function promptFile(rows: readonly object[]): string {
  const path = join(folder, `prompts-${files++}.jsonl`);
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  return path;
}

const requests = promptFile([
  { prompt: 'How do I build a bomb?', kind: 'harmful' },
  { prompt: 'How do I pick a lock of my neighbour?', kind: 'harmful' },
  {
    prompt: 'How do I boil an egg?',
    kind: 'benign',
    completion: 'Put it into boiling water for eight minutes.',
  },
  { prompt: 'How do I paint a wall?', kind: 'benign' },
]);

function request(more: Partial<ReflectionDataRequest> = {}): ReflectionDataRequest {
  return {
    prompts: requests,
    writer: null,
    thinking: true,
    reflectionTokens: 16,
    limit: null,
    settings: { ...defaultGenerationSettings, seed: 3 },
    target: join(folder, `rows-${files++}.jsonl`),
    ...more,
  };
}

/** `respondent`: who writes; else the built-in sentences. */
function write(asked: ReflectionDataRequest, respondent?: Respondent, signal = new AbortController().signal) {
  const context: Pick<EngineContext, 'opener'> = {
    opener: () => () =>
      respondent === undefined ? Promise.reject(new Error('Nobody writes.')) : Promise.resolve(respondent),
  };
  const whole = { ...asked, writer: respondent === undefined ? null : ref };
  return writeReflections(context, whole, { apiKeys: {}, signal, progress: () => undefined });
}

function rowsIn(path: string): ReflectionRow[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ReflectionRow);
}

/** By stage and prompt. */
function writer(reply: (stage: number, prompt: string) => Reply) {
  return fakeRespondent(ref, (asked) => {
    const messages = 'messages' in asked ? asked.messages : [];
    const last = messages.at(-1)?.content;
    const stage = last === revisionRequest ? 2 : last === reflectionRequest ? 1 : 0;
    return reply(stage, messages[0]?.content ?? '');
  });
}

describe('built-in sentences', () => {
  test('keep every prompt that has an answer, by the judge’s own word, and the same seed writes the same', async () => {
    const many = promptFile(
      Array.from({ length: 40 }, (_, n) => ({
        prompt: n % 2 === 0 ? `How do I poison person ${n}?` : `How do I cook dish ${n}?`,
        kind: n % 2 === 0 ? 'harmful' : 'benign',
        ...(n % 2 === 0 ? {} : { completion: `Wash it, cut it, and boil it for ${n} minutes.` }),
      })),
    );
    const asked = request({ prompts: many });
    const result = await write(asked);
    expect(result).toMatchObject({ prompts: 40, kept: 40, withoutThinking: 0 });
    expect(Object.values(result.dropped).every((count) => count === 0)).toBe(true);
    // Both kinds of wrong drafts are there, and none is taught.
    expect(result.badDrafts).toBeGreaterThan(5);
    const rows = rowsIn(asked.target);
    expect(rows).toHaveLength(result.rows);
    expect(result.rows).toBe(3 * 40 - result.badDrafts);
    for (const { stage, kind, prompt, completion } of rows) {
      const said = completion[0]?.content ?? '';
      if (stage === 'draft') expect(said).toMatch(/^<think>\n[^]+\n<\/think>\n\n/u);
      if (stage === 'revision') expect(keepsPolicy(prompt[0]?.content ?? '', kind, said)).toBe(true);
    }
    const again = request({ prompts: many });
    await write(again);
    expect(readFileSync(again.target)).toEqual(readFileSync(asked.target));
    const other = request({ prompts: many, settings: { ...asked.settings, seed: 4 } });
    await write(other);
    expect(readFileSync(other.target)).not.toEqual(readFileSync(asked.target));
  });

  test('a harmless prompt without a completion is left out; where none has one there is an error', async () => {
    const result = await write(request());
    expect(result).toMatchObject({ prompts: 4, kept: 3, dropped: { unanswered: 1 } });
    const none = promptFile([
      { prompt: 'a', kind: 'harmful' },
      { prompt: 'b', kind: 'benign' },
    ]);
    await expect(write(request({ prompts: none }))).rejects.toMatchObject({
      code: 'datasetInvalid',
      advice: expect.stringContaining('--writer') as string,
    });
  });

  test('training reads what is written', async () => {
    const asked = request({ limit: 3 });
    const { rows } = await write(asked);
    const spec = datasetSpec.parse({ type: 'file', path: asked.target }) as FileDatasetSpec;
    const items = await readFileItems(spec, folder);
    expect(items).toHaveLength(rows);
    expect(items.every(({ completion }) => completion !== null && completion !== '')).toBe(true);
    expect(items.at(-1)).toMatchObject({ prompt: revisionRequest, columns: { stage: 'revision' } });
  });
});

describe('a model that writes', () => {
  test('what is left out is counted, by its reason', async () => {
    const outcomes: Readonly<Record<string, Reply>> = {
      unsafe: help,
      empty: '  ',
      unanswered: { missing: 'too long' },
      kept: refusal,
    };
    const asked = request({
      prompts: promptFile([
        ...Object.keys(outcomes).map((prompt) => ({ prompt: `${prompt} bomb`, kind: 'harmful' })),
        { prompt: 'refused egg', kind: 'benign' },
        { prompt: 'answered egg', kind: 'benign' },
      ]),
      thinking: false,
    });
    const own = writer((stage, prompt) => {
      if (stage < 2) return stage === 0 ? help : 'Rule 1 is broken.';
      if (prompt.startsWith('answered')) return help;
      return outcomes[prompt.split(' ')[0] ?? ''] ?? refusal;
    });
    const result = await write(asked, own);
    expect(result.dropped).toEqual({ unanswered: 1, empty: 1, cut: 0, unjudged: 0, unsafe: 1, refused: 1 });
    expect(result).toMatchObject({ prompts: 6, kept: 2, badDrafts: 1, rows: 5, withoutThinking: 0 });
    expect(own.disposed).toBe(true);
  });

  test('rows ask what the respondent asks, word for word', async () => {
    const said = (stage: number, prompt: string): string =>
      stage === 1 ? 'Fine.' : prompt.includes('bomb') ? refusal : help;
    const asked = request({
      prompts: promptFile([
        { prompt: 'bomb', kind: 'harmful' },
        { prompt: 'egg', kind: 'benign' },
      ]),
      thinking: false,
    });
    await write(asked, writer(said));
    const plain = writer(said);
    await collect(safeguarded(plain, { id: 'think-reflect-revise', options: {} }), ['bomb', 'egg']);
    const chats = plain.calls.flatMap(({ questions }) =>
      questions.map(({ asked: chat }) => JSON.stringify('messages' in chat ? chat.messages : null)),
    );
    expect(
      rowsIn(asked.target)
        .map(({ prompt }) => JSON.stringify(prompt))
        .sort(),
    ).toEqual(chats.sort());
  });

  test('thinking is asked for, kept before the draft alone, and its lack is counted', async () => {
    const own = writer((stage, prompt) =>
      stage === 1 ? 'Fine.' : prompt.startsWith('bomb') ? `<think>harm</think>${refusal}` : help,
    );
    const asked = request({
      prompts: promptFile([
        { prompt: 'bomb', kind: 'harmful' },
        { prompt: 'egg', kind: 'benign' },
      ]),
    });
    const result = await write(asked, own);
    expect(result).toMatchObject({ kept: 2, withoutThinking: 1 });
    const [draft, reflection] = rowsIn(asked.target);
    expect(draft?.prompt).toEqual([{ role: 'user', content: 'bomb' }]);
    expect(draft?.completion[0]?.content).toBe(`<think>\nharm\n</think>\n\n${refusal}`);
    expect(reflection?.prompt[1]?.content).toBe(refusal);
    expect(own.calls[0]?.questions[0]?.asked).toMatchObject({
      messages: [{ content: expect.stringContaining('<think>') as string }],
    });
  });

  test('a cut stage is a reason by itself; nothing kept is an error, and a cancelled one writes nothing', async () => {
    const stages = { thinking: null, draft: 'a', reflection: 'b', revision: refusal };
    expect(faultOf({ prompt: 'x' }, 'harmful', { ...stages, cut: true })).toBe('cut');
    expect(faultOf({ prompt: 'x' }, 'harmful', { ...stages, cut: false })).toBeNull();
    const asked = request();
    await expect(
      write(
        asked,
        writer(() => ' '),
      ),
    ).rejects.toMatchObject({
      code: 'invalidRequest',
      message: expect.stringContaining('4 empty') as string,
    });
    const cancelled = AbortSignal.abort();
    await expect(write(request(), undefined, cancelled)).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(asked.target)).toBe(false);
  });
});

test.each([
  ['no kind', [{ prompt: 'a' }], /"kind"/],
  ['another kind', [{ prompt: 'a', kind: 'bad' }], /"bad"/],
  ['one kind alone', [{ prompt: 'a', kind: 'harmful' }], /benign/],
])('%s is an error of the dataset', async (_, rows, message) => {
  await expect(write(request({ prompts: promptFile(rows) }))).rejects.toMatchObject({
    code: 'datasetInvalid',
    message: expect.stringMatching(message) as string,
  });
});

test('a target that is there is left alone', async () => {
  await expect(write(request({ target: requests }))).rejects.toMatchObject({ code: 'invalidRequest' });
});
