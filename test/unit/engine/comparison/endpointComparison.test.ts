// Comparisons with servers as sides: the same weights say the same over `serve`, and what a failing server leaves
// unanswered is counted nowhere and completed by resuming.
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import type { ComparisonSummary } from '../../../../src/protocol/summary';
import { planComparison } from '../../../../src/engine/comparison/planComparison';
import { runComparison } from '../../../../src/engine/comparison/runComparison';
import { createEngineContext, type EngineContext } from '../../../../src/engine/engineContext';
import { respondentOpener } from '../../../../src/engine/respondents/openRespondent';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import type { ComparisonStore } from '../../../../src/engine/store/comparisonStore';
import { fakeServer, lastMessage, sendChat, sendJson, type SeenRequest } from '../../../support/fakeServer';
import { tinySpec } from '../../../support/comparison';
import { mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';
import { serveTiny, tinyPath } from '../serve/servedTiny';

const folder = scratchFolder();
const contexts: EngineContext[] = [];
afterAll(async () => {
  for (const { generators } of contexts) await generators.dispose();
});

/** An engine whose requests to servers give up fast. */
async function engine(timeout = 60_000): Promise<EngineContext> {
  const context = await createEngineContext({ memoryLimit: null, executionProvider: 'cpu', mediaFolder });
  contexts.push(context);
  const { open, generators } = context;
  const endpointLimits = { timeout, attempts: 2, backoff: 1, longestWait: 50 };
  return {
    ...context,
    opener: () => respondentOpener({ open, generators, keyFor: () => Promise.resolve(null), endpointLimits }),
  };
}

async function create(context: EngineContext, name: string, spec: ComparisonSpec): Promise<string> {
  const path = join(folder, `${name}.glens`);
  const plan = await planComparison(context, spec, {}, new AbortController().signal);
  const store = comparisonStores.create(path, spec, context.versions);
  store.setPrompts(plan.manifests, plan.prompts);
  store.close();
  return path;
}

function run(context: EngineContext, path: string): Promise<ComparisonSummary> {
  const { signal } = new AbortController();
  return runComparison(context, { path, apiKeys: {}, signal, progress: () => undefined });
}

function read<T>(path: string, use: (store: ComparisonStore) => T): T {
  const store = comparisonStores.open(path, 'read');
  try {
    return use(store);
  } finally {
    store.close();
  }
}

/** `prompt:sample` → text, of one side. */
function textsOf(path: string, side: 'base' | 'tuned'): Map<string, string> {
  return read(path, (store) => {
    const responses = store.unjudged({ id: 'none', version: '' }, 0, 10_000);
    return new Map(
      responses
        .filter((response) => response.side === side)
        .map(({ promptId, sample, text }) => [`${promptId}:${sample}`, text]),
    );
  });
}

it('a comparison that was ended before it had prompts gives no result', async () => {
  const context = await engine();
  const path = join(folder, 'without-prompts.glens');
  comparisonStores.create(path, tinySpec(), context.versions).close();
  await expect(run(context, path)).rejects.toMatchObject({ code: 'storeInvalid' });
});

describe('over serve with fixed batches, greedy', () => {
  it('the same weights give the same answers as in this process', async () => {
    const served = await serveTiny({ fixedBatch: true, batchSize: 4 });
    try {
      const models = (await served.get('/models')).body.data;
      const spec = tinySpec({
        base: { kind: 'checkpoint', path: tinyPath },
        tuned: { kind: 'endpoint', url: served.url, model: String(models[0]?.['id']) },
        suites: ['glens-cybercrime', 'glens-overrefusal'],
        limit: 10,
        control: false,
      });
      const context = await engine();
      const path = await create(context, 'served', {
        ...spec,
        settings: { ...spec.settings, fixedBatch: true, maxNewTokens: 24 },
      });
      const summary = await run(context, path);
      const [base, tuned] = [textsOf(path, 'base'), textsOf(path, 'tuned')];
      expect(base.size).toBe(20);
      expect(tuned).toEqual(base);
      expect(summary.complete).toBe(true);
      expect(summary.harmful?.delta).toMatchObject({ value: 0, n: 10 });
      expect(summary.harmful?.test).toMatchObject({ lost: 0, gained: 0 });
      expect(summary.notes.find(({ id }) => id === 'unchecked')?.message).toContain('weights of tuned');
      const rows = read(path, (store) => store.unjudged({ id: 'none', version: '' }, 0, 1));
      expect(rows[0]).toMatchObject({
        finishReason: expect.any(String) as string,
        renderedPrompt: expect.any(String) as string,
      });
    } finally {
      await served.stop();
    }
  });
});

/** The six ways in which a request fails. */
const failures: readonly ((response: ServerResponse) => void)[] = [
  (response) => sendJson(response, 500, { error: { message: 'out of memory' } }),
  (response) => sendJson(response, 429, { error: { message: 'slow down' } }, { 'retry-after': '0.01' }),
  (response) => response.destroy(),
  () => undefined,
  (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [{"mess'),
  (response) => sendJson(response, 200, { choices: [] }),
];

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE(0);
}

/** What the model of this name says: the tuned one refuses less. */
function said(model: string, question: string): string {
  const refuses = hash(question) % 10 < (model === 'base' ? 8 : 5);
  return refuses
    ? "I'm sorry, but I can't help with that request."
    : 'Sure! First you take the following steps.';
}

/** A server of two models. `broken`: the way in which it fails a request; null: it answers. */
function twoModels(
  broken: (model: string, question: string, tried: number) => number | null,
): ReturnType<typeof fakeServer> {
  const tries = new Map<string, number>();
  return fakeServer((response, seen: SeenRequest) => {
    if (seen.method === 'GET') {
      sendJson(response, 200, { data: [{ id: 'base' }, { id: 'tuned' }] });
      return;
    }
    const [model, question] = [String(seen.body['model']), lastMessage(seen)];
    const tried = tries.get(`${model} ${question}`) ?? 0;
    tries.set(`${model} ${question}`, tried + 1);
    const failure = broken(model, question, tried);
    if (failure === null) sendChat(response, said(model, question));
    else failures[failure]?.(response);
  });
}

function servedSpec(url: string): ComparisonSpec {
  return tinySpec({
    base: { kind: 'endpoint', url, model: 'base' },
    tuned: { kind: 'endpoint', url, model: 'tuned' },
    suites: ['built-in'],
    limit: 20,
    control: false,
    settings: { ...tinySpec().settings, batchSize: 16 },
  });
}

/** What must not depend on how many tries it took. */
function figures({ harmful, benign, benchmarks }: ComparisonSummary): unknown {
  return { harmful, benign, benchmarks };
}

describe('a server that fails one request in twenty', () => {
  // Of one question in twenty every try fails, of another one the first.
  const way = (model: string, question: string): number =>
    hash(`${model}/${question}`) % (20 * failures.length);
  const forGood = (model: string, question: string): number | null => {
    const place = way(model, question);
    return place < failures.length ? place : null;
  };
  const atFirst = (model: string, question: string, tried: number): number | null => {
    const place = way(model, question) - failures.length;
    return tried === 0 && place >= 0 && place < failures.length ? place : null;
  };

  it('leaves no trace in the numbers: what is missing is said, and resuming completes it', async () => {
    const context = await engine(3000);
    const healthy = await twoModels(() => null);
    const whole = await create(context, 'healthy', servedSpec(healthy.url));
    const expected = await run(context, whole);

    let healed = false;
    const failing = await twoModels(
      (model, question, tried) =>
        atFirst(model, question, tried) ?? (healed ? null : forGood(model, question)),
    );
    const path = await create(context, 'failing', servedSpec(failing.url));
    const first = await run(context, path);
    const prompts = read(path, (store) => store.prompts());
    const lost = (['base', 'tuned'] as const).flatMap((side) =>
      prompts.flatMap(({ id, userMessage }) => {
        const failure = forGood(side, userMessage);
        return failure === null ? [] : [{ promptId: id, side, failure }];
      }),
    );
    // Every way occurs, or the test tests less than it says.
    expect(new Set(lost.map(({ failure }) => failure)).size).toBe(failures.length);
    const missing = read(path, (store) => store.missing());
    expect(missing.map(({ promptId, side }) => `${promptId} ${side}`).sort()).toEqual(
      lost.map(({ promptId, side }) => `${promptId} ${side}`).sort(),
    );
    for (const { reason } of missing) expect(reason).toMatch(/\w/);
    // Every answer that is there is the model's own, and nothing else is.
    for (const side of ['base', 'tuned'] as const) {
      const texts = textsOf(path, side);
      const lostHere = lost.filter((one) => one.side === side).length;
      expect(texts.size).toBe(prompts.length - lostHere);
      for (const { id, userMessage } of prompts) {
        const text = texts.get(`${id}:0`);
        if (text !== undefined) expect(text).toBe(said(side, userMessage));
      }
    }
    expect(first.complete).toBe(false);
    expect(first.notes.map(({ id }) => id)).toContain('missingAnswers');
    const counted = first.benchmarks.reduce(
      (sum, { base, tuned }) => sum + base.responses + tuned.responses,
      0,
    );
    expect(counted).toBe(2 * prompts.length - lost.length);
    expect(read(path, (store) => store.describe())).toMatchObject({
      status: 'stopped',
      missingResponses: lost.length,
    });

    healed = true;
    const asked = failing.seen.length;
    const second = await run(context, path);
    expect(figures(second)).toEqual(figures(expected));
    expect(second.complete).toBe(true);
    // What was answered is not asked again.
    expect(failing.seen.slice(asked).filter(({ method }) => method === 'POST')).toHaveLength(lost.length);
    expect(read(path, (store) => store.describe())).toMatchObject({
      status: 'complete',
      missingResponses: 0,
    });
  });

  it('that answers nothing at all is an error, not a result', async () => {
    const context = await engine(3000);
    const dead = await twoModels((model) => (model === 'tuned' ? 0 : null));
    const path = await create(context, 'dead', servedSpec(dead.url));
    await expect(run(context, path)).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringMatching(/None of the \d+ questions to the tuned side.*500/) as string,
    });
    expect(read(path, (store) => store.describe().status)).toBe('failed');
  });

  it('that has no such model is found before the file is made', async () => {
    const context = await engine();
    const { url } = await twoModels(() => null);
    const spec = { ...servedSpec(url), tuned: { kind: 'endpoint', url, model: 'tund' } as const };
    await expect(create(context, 'misspelt', spec)).rejects.toThrow(/no model "tund"/);
  });
});
