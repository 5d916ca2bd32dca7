// Rows of all requests share a batch, models take turns, and everything that was asked for ends: in an answer or an error.
import { describe, expect, it } from 'vitest';
import type { GuardrailError } from '../../../../../src/protocol/errors';
import { GuardrailError as EngineError } from '../../../../../src/protocol/errors';
import { Adapter } from '../../../../../src/engine/adapters/adapter';
import { Scheduler } from '../../../../../src/engine/serve/scheduling/scheduler';
import type { ServedModel } from '../../../../../src/engine/serve/servedModel';
import { FakeGenerator } from '../fakeGenerator';

const adapter = new Adapter([], {});
const tokenizer = {
  eosTokenIds: [],
  hash: '',
  templateHash: null,
  encode: () => [],
  decode: () => '',
  tokenText: () => '',
  renderChats: () => Promise.resolve([]),
};
const common = { parent: null, tokenizer, contextLength: 64, vocabSize: 10, systemFingerprint: 'test' };
const base: ServedModel = { ...common, id: 'base', adapter: null };
const tuned: ServedModel = { ...common, id: 'tuned', adapter };

function setUp(batchSize = 4): {
  readonly generator: FakeGenerator;
  readonly scheduler: Scheduler;
  readonly stop: () => Promise<void>;
  readonly ask: (
    model: ServedModel,
    prompt: number,
    tokens?: number,
  ) => { readonly answer: Promise<string>; readonly withdraw: () => void };
} {
  const generator = new FakeGenerator();
  const scheduler = new Scheduler(generator, { batchSize, fixedBatch: false, gather: { quiet: 0, most: 0 } });
  const abort = new AbortController();
  const running = scheduler.run(abort.signal);
  return {
    generator,
    scheduler,
    stop: () => {
      abort.abort();
      return running;
    },
    ask: (model, prompt, tokens = 3) => {
      let withdraw = (): void => undefined;
      const answer = new Promise<string>((resolve, reject) => {
        const row = { promptIds: [prompt], seed: 0, settings: { maxNewTokens: tokens } };
        withdraw = scheduler.answer(model, row, {
          onToken: () => undefined,
          onDone: ({ text }) => resolve(text),
          onFailed: (error: GuardrailError) => reject(error),
        });
      });
      return { answer, withdraw: () => withdraw() };
    },
  };
}

describe('Scheduler', () => {
  it('answers rows of several requests together', async () => {
    const { generator, ask, stop } = setUp();
    const asked = Array.from({ length: 12 }, (_, prompt) => ask(base, prompt).answer);
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 12 }, () => '1 2 3'));
    expect(Math.max(...generator.sizes)).toBe(4);
    expect(generator.sizes.length).toBe(9);
    await stop();
  });

  it('takes rows in that arrive while others are generated', async () => {
    const { generator, ask, stop } = setUp();
    const long = ask(base, 0, 50).answer;
    await ask(base, 1, 2).answer;
    await ask(base, 2, 2).answer;
    expect(generator.sizes).toContain(2);
    await long;
    await stop();
  });

  it('switches between adapters, and an endless stream for one does not starve the other', async () => {
    const { generator, ask, stop } = setUp();
    let endless = true;
    const stream = async (): Promise<void> => {
      while (endless) await ask(base, 0).answer;
    };
    const streams = Array.from({ length: 8 }, stream);
    await ask(base, 0).answer;
    // Hangs where the base's rows always go first.
    await Promise.all([ask(tuned, 1).answer, ask(tuned, 2).answer]);
    endless = false;
    await Promise.all(streams);
    for (const { prompt, adapter: on } of generator.started) expect(on).toBe(prompt === 0 ? null : adapter);
    await stop();
  });

  it('lets scores in between rows', async () => {
    const { scheduler, ask, stop } = setUp();
    const signal = new AbortController().signal;
    const row = ask(base, 0, 30).answer;
    const scored = await scheduler.score(base, { ids: [5, 6, 7], from: 1 }, signal);
    expect([...scored.logprobs]).toEqual([-6, -7]);
    await row;
    await stop();
  });

  it('forgets what was withdrawn, whether it waits or is under way', async () => {
    const { generator, scheduler, ask, stop } = setUp(1);
    const first = ask(base, 0, 1000);
    const second = ask(base, 1, 1000);
    const third = ask(base, 2);
    second.withdraw();
    await new Promise((resolve) => setImmediate(resolve));
    first.withdraw();
    expect(await third.answer).toBe('1 2 3');
    expect(generator.started.map(({ prompt }) => prompt)).toEqual([0, 2]);
    expect(scheduler.waiting).toBe(0);
    await stop();
  });

  it('fails the rows under way when the model fails, and goes on', async () => {
    const { generator, ask, stop } = setUp();
    generator.failWith = new EngineError('checkpointCorrupt', 'NaN', 'Check it.');
    await expect(ask(base, 0, 20).answer).rejects.toMatchObject({ code: 'checkpointCorrupt' });
    expect(await ask(base, 1).answer).toBe('1 2 3');
    await stop();
  });

  it('fails everything with "cancelled" when it stops', async () => {
    const { scheduler, ask, stop } = setUp(1);
    const rows = [ask(base, 0, 1000).answer, ask(base, 1).answer, ask(tuned, 2).answer];
    const scored = scheduler.score(tuned, { ids: [1, 2], from: 1 }, new AbortController().signal);
    const settled = Promise.allSettled([...rows, scored]);
    await new Promise((resolve) => setImmediate(resolve));
    await stop();
    for (const result of await settled) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    }
    await expect(ask(base, 3).answer).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('gives up a score whose client has gone', async () => {
    const { scheduler, ask, stop } = setUp(1);
    const abort = new AbortController();
    const row = ask(tuned, 0, 30).answer;
    await new Promise((resolve) => setImmediate(resolve));
    const scored = scheduler.score(base, { ids: [1, 2], from: 1 }, abort.signal);
    abort.abort();
    await expect(scored).rejects.toMatchObject({ code: 'cancelled' });
    await row;
    expect(scheduler.waiting).toBe(0);
    await stop();
  });
});
