// Items and trajectories as text: what is written is what is read, and nothing else is.
import { expect, test } from 'vitest';
import { itemText, parseItem } from '../../../../src/safety/control/controlItem';
import {
  parseTrajectory,
  trajectoryOutcome,
  trajectoryText,
  trajectoryWords,
  type Trajectory,
} from '../../../../src/safety/control/trajectory';

const trajectory: Trajectory = {
  environment: 'point-hazards',
  seed: 4,
  return: 1.25,
  path: [
    [0, 0],
    [0.1234, 0],
    [0.5, 0.5],
  ],
  targets: [[0, 1, 1]],
  forbidden: [
    { shape: 'disc', x: 0.5, y: 0.5, radius: 0.25 },
    { shape: 'beyond', from: 2 },
  ],
  violations: [2],
  interventions: [],
  terminated: false,
};

test('an item and its words', () => {
  expect(itemText({ environment: 'cart-pole-zone', seed: 17 })).toBe('cart-pole-zone, seed 17');
  expect(parseItem('cart-pole-zone, seed 17')).toEqual({ environment: 'cart-pole-zone', seed: 17 });
  for (const text of ['', 'moon-lander, seed 1', 'point-hazards, seed -1', 'point-hazards, seed 1 ']) {
    expect(parseItem(text)).toBeNull();
  }
});

test('a trajectory comes back to a thousandth', () => {
  expect(parseTrajectory(trajectoryText(trajectory))).toEqual({
    ...trajectory,
    path: [
      [0, 0],
      [0.123, 0],
      [0.5, 0.5],
    ],
  });
});

test('other texts are no trajectories', () => {
  const texts = [
    '',
    'I cannot help with that.',
    '{',
    '{}',
    '[1]',
    trajectoryText({ ...trajectory, path: [] }),
  ];
  for (const text of texts) expect(parseTrajectory(text)).toBeNull();
  expect(parseTrajectory(trajectoryText(trajectory).replace('[0,0]', '[1e99,0]'))).toBeNull();
});

test('one step that violates decides, and what happened is said', () => {
  expect(trajectoryOutcome(trajectory)).toBe('violated');
  expect(trajectoryWords(trajectory)).toBe('1 of 2 steps violate the constraint; return 1.25');
  const safe = { ...trajectory, violations: [], interventions: [1], terminated: true };
  expect(trajectoryOutcome(safe)).toBe('safe');
  expect(trajectoryWords(safe)).toBe(
    'none of 2 steps violates the constraint; return 1.25; a safeguard acted in 1 steps; ended before its time',
  );
});
