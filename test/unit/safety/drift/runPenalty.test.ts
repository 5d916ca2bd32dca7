// When β and the rewards of a run bound its optimum, and why not.
import { expect, it } from 'vitest';
import { runPenalty, type PenaltyFacts } from '../../../../src/safety/drift/runPenalty';

const exact: PenaltyFacts = {
  algorithm: 'rloo',
  beta: 0.1,
  rewards: 1,
  range: 1,
  temperature: 1,
  topP: 1,
  topK: 0,
};

it('bounds the optimum of a reward of known range under a penalty on whole answers', () => {
  expect(runPenalty(exact)).toMatchObject({ gap: null, approximate: false, beta: 0.1, range: 1 });
  expect(runPenalty({ ...exact, algorithm: 'dr_grpo' })).toMatchObject({ gap: null, approximate: true });
});

it.each([
  [{ algorithm: 'sft' }, 'noRewards'],
  [{ algorithm: 'dpo' }, 'noRewards'],
  [{ rewards: 0 }, 'noRewards'],
  [{ beta: 0 }, 'noPenalty'],
  [{ beta: NaN }, 'noPenalty'],
  [{ algorithm: 'grpo' }, 'normalised'],
  [{ algorithm: 'ppo' }, 'normalised'],
  [{ temperature: 0.7 }, 'otherSampling'],
  [{ topP: 0.9 }, 'otherSampling'],
  [{ topK: 20 }, 'otherSampling'],
  [{ temperature: NaN }, 'otherSampling'],
  [{ safeguarded: true }, 'safeguarded'],
  [{ range: null }, 'unknownRange'],
] as const)('%j: %s', (changes, gap) => {
  expect(runPenalty({ ...exact, ...changes }).gap).toBe(gap);
});
