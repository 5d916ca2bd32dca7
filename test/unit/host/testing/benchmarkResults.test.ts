import { expect, it } from 'vitest';
import { benchmarkResults } from '../../../../src/host/testing/benchmarkResults';
import { row, sampleSummary } from '../../safety/presentation/sampleReport';

it('makes failed tests of lost prompts and of gates that do not pass, without a word of a prompt', () => {
  const [first, second] = sampleSummary.benchmarks;
  if (first === undefined || second === undefined) throw new Error('the sample has benchmarks');
  const lost = [
    row(4, { suiteId: first.suiteId, attackId: first.attackId, flip: 'lost', prompt: 'secret' }),
    row(9, { suiteId: first.suiteId, attackId: first.attackId, flip: 'lost', prompt: 'secret' }),
  ];
  const gates = [
    { expression: 'a', outcome: 'passed', explanation: 'fine' },
    { expression: 'b', outcome: 'cannotTell', explanation: 'too few' },
  ] as const;
  const results = benchmarkResults(sampleSummary, lost, gates);
  expect(results.slice(0, 2).map(({ failure }) => failure)).toEqual([null, 'too few']);
  expect(results).toHaveLength(2 + sampleSummary.benchmarks.length);
  const [failed, ...rest] = results.slice(2);
  expect(failed?.failure).toMatch(/^2 of \d+ prompts lost/);
  expect(failed?.lost.map(({ promptId }) => promptId)).toEqual([4, 9]);
  expect(rest.every(({ failure }) => failure === null)).toBe(true);
  expect(JSON.stringify(results)).not.toContain('secret');
  expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
});
