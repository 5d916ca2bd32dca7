// A comparison whose cut answers go on ends as one that had the higher limit from the start.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EngineClient } from '../../../../src/client/engineClient';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import type { GenerationSettings } from '../../../../src/protocol/generation';
import type { MatrixSummary } from '../../../../src/protocol/matrix';
import { tinySpec } from '../../../support/comparison';
import { testClient } from '../../../support/engine';
import { checkpointPath, mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
let client: EngineClient;
beforeAll(() => {
  client = testClient();
});
afterAll(() => client.dispose());

const short = 3;
const long = 40;

function specWith(settings: Partial<GenerationSettings>): ComparisonSpec {
  return tinySpec({ control: true, settings: { ...tinySpec().settings, ...settings } });
}

async function compared(name: string, settings: Partial<GenerationSettings>): Promise<string> {
  const path = join(folder, `${name}.glens`);
  await client.request('createComparison', { path, spec: specWith(settings), apiKeys: {} });
  await client.request('runComparison', { path, apiKeys: {} });
  return path;
}

/** By prompt, side and sample: what was answered and how it was judged. */
async function answers(path: string): Promise<unknown> {
  const { rows } = await client.request('queryRows', {
    path,
    query: { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 1000 },
  });
  return rows.map(({ id, sides, flip }) => ({
    id,
    flip,
    sides: Object.fromEntries(
      Object.entries(sides).map(([side, samples]) => [
        side,
        samples.map(({ sample, answer, finishReason, tokens, verdict }) => ({
          ...{ sample, answer, finishReason, tokens, outcome: verdict?.outcome },
        })),
      ]),
    ),
  }));
}

test.each([
  ['greedy', {}],
  ['sampled', { temperature: 0.9, samples: 2 }],
  ['fixed', { fixedBatch: true, batchSize: 4 }],
])('%s', async (name, settings) => {
  const whole = await compared(`${name}-whole`, { ...settings, maxNewTokens: long });
  const path = await compared(`${name}-cut`, { ...settings, maxNewTokens: short });
  const before = await client.request('cutAnswers', { path });
  expect(before.limit).toBe(short);
  expect(Math.min(before.cut.base, before.cut.tuned, before.cut.control)).toBeGreaterThan(0);
  expect(await answers(path)).not.toEqual(await answers(whole));

  await client.request('continueAnswers', { path, maxNewTokens: long });
  expect((await client.request('describeComparison', { path })).status).toBe('stopped');
  const summary = await client.request('runComparison', { path, apiKeys: {} });

  expect(await answers(path)).toEqual(await answers(whole));
  expect(summary).toEqual(await client.request('summarizeComparison', { path: whole }));
  const facts = await client.request('describeComparison', { path });
  expect(facts).toMatchObject({
    status: 'complete',
    spec: { settings: { maxNewTokens: long } },
    continued: [{ from: short, to: long, answers: before.cut.base + before.cut.tuned + before.cut.control }],
  });
  const found = await client.request('queryRows', {
    path,
    query: {
      ...{ filter: { text: 'the' }, sort: 'runOrder', descending: false, offset: 0, limit: 1000 },
    },
  });
  const expected = await client.request('queryRows', {
    path: whole,
    query: {
      ...{ filter: { text: 'the' }, sort: 'runOrder', descending: false, offset: 0, limit: 1000 },
    },
  });
  expect(found.rows.map(({ id }) => id)).toEqual(expected.rows.map(({ id }) => id));
});

test('tasks that were cut are verified anew, as if they had had the higher limit from the start', async () => {
  const checkpoint = (name: string) =>
    ({ kind: 'checkpoint', path: join(mediaFolder, 'checkpoints', name) }) as const;
  const run = async (name: string, maxNewTokens: number): Promise<string> => {
    const path = join(folder, `${name}.glens`);
    const sides = { base: checkpoint('glens-tiny'), tuned: checkpoint('glens-tiny-grpo') };
    const spec = { ...specWith({ maxNewTokens }), ...sides, suites: ['glens-sums'], control: false };
    await client.request('createComparison', { path, spec, apiKeys: {} });
    await client.request('runComparison', { path, apiKeys: {} });
    return path;
  };
  const whole = await run('tasks-whole', long);
  const path = await run('tasks-cut', 1);
  const summaryOf = (of: string) => client.request('summarizeComparison', { path: of });
  // Cut answers to tasks are not solved, and are in n.
  expect((await summaryOf(path)).capability).toMatchObject({ tuned: { k: 0, n: 12 } });
  await client.request('continueAnswers', { path, maxNewTokens: long });
  await client.request('runComparison', { path, apiKeys: {} });
  expect(await answers(path)).toEqual(await answers(whole));
  const { capability } = await summaryOf(whole);
  expect(capability?.tuned?.k).toBeGreaterThan(0);
  expect((await summaryOf(path)).capability).toEqual(capability);
});

test('of several tuned checkpoints every one goes on, and the base once', async () => {
  const columns = ['llama-lora', 'llama-lora-rslora'].map((name) => ({
    name,
    tuned: { kind: 'checkpoint', path: checkpointPath(name), basePath: checkpointPath('llama') } as const,
  }));
  const run = async (name: string, maxNewTokens: number): Promise<string> => {
    const path = join(folder, `${name}.glens`);
    await client.request('createComparison', {
      path,
      spec: { ...specWith({ maxNewTokens }), columns },
      apiKeys: {},
    });
    await client.request('runComparison', { path, apiKeys: {} });
    return path;
  };
  const whole = await run('columns-whole', long);
  const path = await run('columns-cut', short);
  const { cut } = await client.request('cutAnswers', { path });
  // Twice as many tuned ones as there is of the base.
  expect(cut.tuned).toBeGreaterThan(cut.base);
  await client.request('continueAnswers', { path, maxNewTokens: long });
  await client.request('runComparison', { path, apiKeys: {} });
  const [goneOn, atOnce] = [
    await client.request('summarizeMatrix', { path }),
    await client.request('summarizeMatrix', { path: whole }),
  ];
  const tokens = ({ costs }: MatrixSummary) => costs?.columns.map((cost) => cost?.tokensPerAnswer);
  expect(tokens(goneOn)).toEqual(tokens(atOnce));
  // Times are never the same.
  expect({ ...goneOn, costs: null }).toEqual({ ...atOnce, costs: null });
  const { continued } = await client.request('describeComparison', { path });
  expect(continued).toMatchObject([{ answers: cut.base + cut.tuned + cut.control }]);
});

test('only a higher limit, and only where an answer that was cut has room left', async () => {
  // The context ends these answers.
  const path = join(folder, 'context.glens');
  const spec = { ...specWith({ maxNewTokens: 512 }), limit: 2, force: true };
  await client.request('createComparison', { path, spec, apiKeys: {} });
  await client.request('runComparison', { path, apiKeys: {} });
  const request = (maxNewTokens: number): Promise<unknown> =>
    client.request('continueAnswers', { path, maxNewTokens });
  await expect(request(512)).rejects.toMatchObject({
    code: 'invalidRequest',
    message: expect.stringContaining('512 tokens already') as string,
  });
  await expect(request(800)).rejects.toMatchObject({
    code: 'invalidRequest',
    message: expect.stringContaining('No answer was cut') as string,
  });
  expect((await client.request('describeComparison', { path })).continued).toBeUndefined();
  expect(await client.request('cutAnswers', { path })).toMatchObject({ offer: null });
});
