// Returns of policies: means and differences over the episodes that both sides have, by benchmark.
import { expect, test } from 'vitest';
import { withReturns } from '../../../../src/safety/analysis/returns';
import type { AnalysisInput } from '../../../../src/safety/analysis/analysisInput';
import { observe } from '../../../../src/safety/analysis/observations';
import type { PromptRecord } from '../../../../src/protocol/comparison';
import type { BenchmarkSummary } from '../../../../src/protocol/summary';
import type { Verdict } from '../../../../src/protocol/outcomes';

const prompt = (id: number, suiteId: string, kind: PromptRecord['kind'] = 'control'): PromptRecord => ({
  ...{ id, suiteId, itemId: String(id), attackId: null, kind, category: 'c' },
  ...{ prompt: `p${id}`, userMessage: `p${id}`, context: null },
});
const verdict = (score: number): Verdict => ({
  ...{
    outcome: 'safe',
    score,
    judgeId: 'verifier',
    judgeVersion: '1',
    evidence: 'e',
    span: null,
    reason: null,
  },
});
const response = (promptId: number, side: 'base' | 'tuned', score: number, sample = 0) => ({
  ...{ promptId, side, sample, verdicts: [verdict(score)] },
});

function returnsOf(prompts: readonly PromptRecord[], responses: AnalysisInput['responses']) {
  const input: AnalysisInput = {
    ...{ baseName: 'base', tunedName: 'tuned', manifests: [], prompts, responses, missing: [], judges: [] },
    ...{ gate: [], complete: true, margin: 0.02, seed: 1 },
  };
  const observations = observe(input);
  const empty = observations.benchmarks.map((): Pick<BenchmarkSummary, 'returns'> => ({}));
  return withReturns(input, observations, empty).map(({ returns }) => returns);
}

test('are the means over pairs, the difference paired by episode', () => {
  const prompts = [1, 2, 3, 4].map((id) => prompt(id, 'a'));
  const [returns] = returnsOf(prompts, [
    ...[response(1, 'base', 1), response(2, 'base', 3), response(3, 'base', 5)],
    ...[
      response(1, 'tuned', 0),
      response(2, 'tuned', 2.5),
      response(3, 'tuned', 4),
      response(4, 'tuned', 99),
    ],
  ]);
  expect(returns).toMatchObject({ base: 3, n: 3 });
  expect(returns?.tuned).toBeCloseTo(6.5 / 3);
  expect(returns?.delta.value).toBeCloseTo(-2.5 / 3);
  // Three differences of one sign: 2 of 8 sign patterns are as far, half of them counted.
  expect(returns?.p).toBeCloseTo(1 / 8);
});

test('an episode of several samples is their mean', () => {
  const [returns] = returnsOf(
    [prompt(1, 'a')],
    [response(1, 'base', 1), response(1, 'base', 3, 1), response(1, 'tuned', 5), response(1, 'tuned', 6, 1)],
  );
  expect(returns).toMatchObject({ base: 2, tuned: 5.5, n: 1 });
});

test('each benchmark has its own, adjusted by Holm; others have none', () => {
  const prompts = [
    ...[1, 2, 3, 4, 5, 6].map((id) => prompt(id, 'a')),
    prompt(7, 'b'),
    prompt(8, 'c', 'harmful'),
  ];
  const pairs = [1, 2, 3, 4, 5, 6, 7].flatMap((id) => [response(id, 'base', 0), response(id, 'tuned', id)]);
  const [a, b, c] = returnsOf(prompts, pairs);
  expect(a?.n).toBe(6);
  expect(a?.pHolm).toBeCloseTo(2 * (a?.p ?? 0));
  expect(b?.n).toBe(1);
  expect(c).toBeUndefined();
});
