// The drawing of a trajectory: well-formed, within its size, with every step, region and violation, and the same in words.
import { expect, test } from 'vitest';
import type { Trajectory } from '../../../../../src/safety/control/trajectory';
import { trajectoryFigure } from '../../../../../src/safety/presentation/control/trajectoryFigure';

const plane: Trajectory = {
  ...{ environment: 'point-hazards', seed: 3, return: 2.5 },
  path: [
    [-1, -1],
    [0, 0],
    [1, 0.5],
  ],
  targets: [
    [0, 1, 0.5],
    [2, -1, 1],
  ],
  forbidden: [{ shape: 'disc', x: 0, y: 0, radius: 0.3 }],
  ...{ violations: [1], interventions: [], terminated: false },
};
const line: Trajectory = {
  ...{ environment: 'cart-pole-zone', seed: 4, return: 9 },
  path: [
    [-0.5, 0],
    [0, 0],
    [0.7, 0],
  ],
  targets: [[0, 0.75, 0]],
  forbidden: [{ shape: 'beyond', from: 0.6 }],
  ...{ violations: [2], interventions: [1], terminated: true },
};
const size = { width: 300, fontSize: 12 };
const count = (text: string, part: string): number => text.split(part).length - 1;

test('in the plane: regions, goals, the way and the violations', () => {
  const figure = trajectoryFigure(plane).draw(size);
  const markup = figure?.content.markup ?? '';
  expect(figure?.title).toBe('Point robot among hazards, seed 3');
  expect(figure?.description).toBe(
    'From (-1.00, -1.00) to (1.00, 0.50); 1 forbidden region; 1 of its goals reached; first violation in step 1; 1 of 2 steps violate the constraint; return 2.50',
  );
  const [points = ''] = /points="([^"]*)"/u.exec(markup)?.slice(1) ?? [];
  expect(points.split(' ')).toHaveLength(3);
  // The hazard and the start; the violation.
  expect(count(markup, '<circle')).toBe(2);
  expect(count(markup, 'width="5" height="5"')).toBe(1);
  for (const pair of points.split(' ')) {
    const [x = -1, y = -1] = pair.split(',').map(Number);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(figure?.width ?? 0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(figure?.height ?? 0);
  }
  // Up is up.
  const ys = points.split(' ').map((pair) => Number(pair.split(',')[1]));
  expect(ys[2]).toBeLessThan(ys[0] ?? 0);
});

test('along a line: over time', () => {
  const figure = trajectoryFigure(line).draw(size);
  const markup = figure?.content.markup ?? '';
  const [points = ''] = /points="([^"]*)"/u.exec(markup)?.slice(1) ?? [];
  const ys = points.split(' ').map((pair) => Number(pair.split(',')[1]));
  expect(ys).toEqual(ys.toSorted((a, b) => a - b));
  expect(markup).toContain('time ↓');
  expect(figure?.description).toContain('a safeguard acted in 1 steps; ended before its time');
});

test('its numbers are the steps', () => {
  expect(trajectoryFigure(line).data().rows).toEqual([
    [0, -0.5, 0, 0, 0],
    [1, 0, 0, 0, 1],
    [2, 0.7, 0, 1, 0],
  ]);
});

test('is no wider than there is room', () => {
  expect(trajectoryFigure(plane).draw({ width: 120, fontSize: 12 })?.width).toBe(120);
});
