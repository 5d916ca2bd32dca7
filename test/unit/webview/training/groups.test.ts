import { describe, expect, it } from 'vitest';
import type { RolloutRow } from '../../../../src/protocol/training';
import { nearestStep, rewardNames, rolloutGroups } from '../../../../webview/training/rollouts/groups';

const row = (group: number, reward: number | null, rewards: RolloutRow['rewards'] = {}): RolloutRow => ({
  step: 1,
  group,
  prompt: `prompt ${group}`,
  completion: 'text',
  rewards,
  reward,
  advantage: 0,
  tokens: 3,
  finishReason: 'stop',
});

describe('rollouts', () => {
  it('are grouped by prompt, with what the group teaches', () => {
    const groups = rolloutGroups([row(0, 1), row(1, 0), row(0, 0), row(1, 0)]);
    expect(
      groups.map(({ prompt, rows, meanReward, uniform }) => [prompt, rows.length, meanReward, uniform]),
    ).toEqual([
      ['prompt 0', 2, 0.5, false],
      ['prompt 1', 2, 0, true],
    ]);
  });

  it('leave what no verifier could score out of the mean', () => {
    const [some, none] = rolloutGroups([row(0, 1), row(0, null), row(0, 0), row(1, null)]);
    expect([some?.meanReward, some?.uniform]).toEqual([0.5, false]);
    expect([none?.meanReward, none?.uniform]).toEqual([null, false]);
  });

  it('one completion alone is not called uniform', () => {
    expect(rolloutGroups([row(0, 1)])[0]?.uniform).toBe(false);
  });

  it('name every reward function, also one that only some rows have', () => {
    expect(rewardNames([row(0, 1, { number: 1 }), row(0, 1, { number: null, format: 1 })])).toEqual([
      'number',
      'format',
    ]);
  });

  it.each([
    [[10, 20, 30], 25, 20],
    [[10, 20, 30], 30, 30],
    [[10, 20, 30], 3, 10],
    [[], 3, null],
  ])('of %j nearest to %i is %j', (steps, step, expected) => {
    expect(nearestStep(steps, step)).toBe(expected);
  });
});
