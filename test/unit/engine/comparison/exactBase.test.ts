// A base that is rounded beside the same base computed exactly: what is asked, kept and measured.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ComparisonSpec, ResponseRecord } from '../../../../src/protocol/comparison';
import type { SubjectRef } from '../../../../src/protocol/subjects';
import type { ComparisonSummary } from '../../../../src/protocol/summary';
import { withExactBase } from '../../../../src/engine/comparison/exactBase';
import { planComparison } from '../../../../src/engine/comparison/planComparison';
import { runComparison } from '../../../../src/engine/comparison/runComparison';
import { createEngineContext, type EngineContext } from '../../../../src/engine/engineContext';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { tinySpec } from '../../../support/comparison';
import { checkpointPath, mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const { signal } = new AbortController();
let context: EngineContext;
beforeAll(async () => {
  context = await createEngineContext({ memoryLimit: null, executionProvider: 'cpu', mediaFolder });
});
afterAll(() => context.generators.dispose());

const path = checkpointPath('llama');

function rounded(precision: 'int4' | 'int8', overrides: Partial<ComparisonSpec> = {}): ComparisonSpec {
  return tinySpec({
    base: { kind: 'checkpoint', path, precision },
    tuned: { kind: 'checkpoint', path: checkpointPath('llama-lora'), basePath: path, precision },
    control: false,
    limit: 5,
    ...overrides,
  });
}

async function run(
  name: string,
  spec: ComparisonSpec,
): Promise<{ file: string; summary: ComparisonSummary }> {
  const file = join(folder, `${name}.glens`);
  const plan = await planComparison(context, spec, {}, signal);
  const store = comparisonStores.create(file, plan.spec, context.versions);
  store.setPrompts(plan.manifests, plan.prompts);
  store.close();
  const summary = await runComparison(context, {
    path: file,
    apiKeys: {},
    signal,
    progress: () => undefined,
  });
  return { file, summary };
}

function answersIn(file: string, column: number, side: ResponseRecord['side']): ResponseRecord[] {
  const store = comparisonStores.open(file, 'read');
  try {
    const pair = store.forColumn(column);
    return pair.prompts().flatMap(({ id }) => pair.responses(id).filter((one) => one.side === side));
  } finally {
    store.close();
  }
}

it('the exact base answers as in an exact comparison, in a pair of its own, and the KL is that of all logits', async () => {
  const exact = await run('exact', rounded('int4', { base: { kind: 'checkpoint', path }, control: false }));
  const { file, summary } = await run('int4', rounded('int4'));
  const said = (responses: readonly ResponseRecord[]) =>
    responses.map(({ tokenIds, seed }) => ({ tokenIds, seed }));
  expect(said(answersIn(file, 1, 'tuned'))).toEqual(said(answersIn(exact.file, 0, 'base')));
  expect(said(answersIn(file, 0, 'tuned'))).toEqual(said(answersIn(exact.file, 0, 'tuned')));
  expect(exact.summary.precision).toBeUndefined();

  const answers = answersIn(file, 0, 'base');
  const kl = await klOf(answers);
  expect(summary.precision).toMatchObject({ precision: 'int4', notMeasured: null, harmful: null });
  expect(summary.precision?.kl).toMatchObject({ tokens: kl.tokens, answers: answers.length });
  expect(summary.precision?.kl?.perToken).toBeCloseTo(kl.sum / kl.tokens, 6);
  expect(kl.sum).toBeGreaterThan(0);

  const resumed = await runComparison(context, {
    path: file,
    apiKeys: {},
    signal,
    progress: () => undefined,
  });
  expect(resumed).toEqual(summary);
});

/** By the definition, from the logits of every position of both models. */
async function klOf(answers: readonly ResponseRecord[]): Promise<{ sum: number; tokens: number }> {
  const open = context.opener({});
  const models: SubjectRef[] = [{ kind: 'checkpoint', path }, rounded('int4').base];
  const [whole, coarse] = await Promise.all(models.map((ref) => open(ref, signal)));
  if (whole?.local == null || coarse?.local == null) throw new Error('Both run here.');
  let sum = 0;
  let tokens = 0;
  for (const { renderedPrompt, tokenIds } of answers) {
    const prompt = whole.local.tokenizer.encode(renderedPrompt ?? '');
    const ids = [...prompt, ...(tokenIds ?? [])];
    const [p, q] = [await whole.local.logits([ids]), await coarse.local.logits([ids])];
    const { vocabSize } = whole.local.config;
    for (let at = prompt.length - 1; at < ids.length - 1; at++, tokens++) {
      const row = (logits: readonly Float32Array[]): number[] =>
        logProbabilities([...(logits[0]?.subarray(at * vocabSize, (at + 1) * vocabSize) ?? [])]);
      const [first, second] = [row(p), row(q)];
      sum += first.reduce((kl, value, id) => kl + Math.exp(value) * (value - (second[id] ?? 0)), 0);
    }
  }
  await whole.dispose();
  await coarse.dispose();
  return { sum, tokens };
}

function logProbabilities(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const normaliser = most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
  return logits.map((logit) => logit - normaliser);
}

it('is asked only where something is rounded, the exact weights fit, and nobody declines', () => {
  const local = (weightBytes: number, exactWeightBytes: number) =>
    ({ local: { weightBytes, exactWeightBytes } }) as unknown as Parameters<typeof withExactBase>[1];
  const decide = (spec: ComparisonSpec, memoryLimit: number | null) =>
    withExactBase(spec, local(1e9, 4e9), memoryLimit).exactBase;
  expect(decide(rounded('int8'), 10e9)).toBe('asked');
  // Six tenths of the limit are for weights.
  expect(decide(rounded('int8'), 8e9)).toBe('tooLarge');
  expect(decide(rounded('int8', { exactBase: 'declined' }), 10e9)).toBe('declined');
  expect(decide(tinySpec(), 10e9)).toBeUndefined();
  expect(decide(tinySpec({ base: { kind: 'checkpoint', path, precision: 'native' } }), 10e9)).toBeUndefined();
});

it('one that does not fit is not asked, and the result says so', async () => {
  const spec = { ...rounded('int4'), exactBase: 'tooLarge' } as const;
  const file = join(folder, 'tooLarge.glens');
  const { manifests, prompts } = await planComparison(context, spec, {}, signal);
  const store = comparisonStores.create(file, spec, context.versions);
  store.setPrompts(manifests, prompts);
  store.close();
  const summary = await runComparison(context, {
    path: file,
    apiKeys: {},
    signal,
    progress: () => undefined,
  });
  expect(summary.complete).toBe(true);
  expect(summary.precision).toMatchObject({ notMeasured: 'tooLarge', harmful: null, benign: null, kl: null });
  expect(summary.notes.map(({ id }) => id)).toContain('precisionNotMeasured');
});
