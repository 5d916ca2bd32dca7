// The shield: when an ellipsoid may touch what is forbidden, and that a shielded policy that heads there is stopped in time.
import { describe, expect, test } from 'vitest';
import { DynamicsModel } from '../../../../../src/engine/control/gp/dynamicsModel';
import { isRecoverable, mayTouch } from '../../../../../src/engine/control/methods/gaussianShield';
import type { PointState } from '../../../../../src/safety/control/pointHazards';
import { environmentOf } from '../../../../../src/safety/control/environments';
import { seededRandom } from '../../../../../src/safety/random';

describe('an ellipsoid', () => {
  const at = (x: number, y: number, covariance: readonly number[]) => ({
    mean: Float64Array.of(x, y),
    covariance: Float64Array.from(covariance),
  });
  const disc = { shape: 'disc', x: 2, y: 0, radius: 0.5 } as const;
  // √χ² of two coordinates at 0.99.
  const radius = Math.sqrt(-2 * Math.log(0.01));

  test('touches a disc where it reaches its edge along the way to its centre', () => {
    const gap = 1.5;
    const spread = (gap / radius) ** 2;
    expect(mayTouch(at(0, 0, [0.999 * spread, 0, 0, 9]), disc, 0.99)).toBe(false);
    expect(mayTouch(at(0, 0, [1.001 * spread, 0, 0, 9]), disc, 0.99)).toBe(true);
    expect(mayTouch(at(1.6, 0, [0, 0, 0, 0]), disc, 0.99)).toBe(true);
  });

  test('holds its share of a normal distribution', () => {
    expect(-2 * Math.log(0.01)).toBeCloseTo(9.2103, 4);
    const beyond = { shape: 'beyond', from: 2.5758 } as const;
    expect(mayTouch(at(0, 0, [0.9999, 0, 0, 0]), beyond, 0.99)).toBe(false);
    expect(mayTouch(at(0, 0, [1.0002, 0, 0, 0]), beyond, 0.99)).toBe(true);
  });
});

describe('a robot that heads for a hazard', () => {
  const environment = environmentOf('point-hazards');
  const start: PointState = {
    motion: Float64Array.of(-1.2, 0, 0, 0),
    goal: [1.2, 0],
    reached: 0,
    hazards: [{ shape: 'disc', x: 0, y: 0, radius: 0.35 }],
    goalSeed: 1,
  };
  const random = seededRandom(3);
  const inputs: number[] = [];
  const changes: number[] = [];
  for (let i = 0; i < 30; i++) {
    const motion = Float64Array.from([1, 1, 1.5, 1.5], (size) => size * (2 * random() - 1));
    const action = [2 * random() - 1, 2 * random() - 1];
    const after = environment.motion.of(environment.step({ ...start, motion }, action).state);
    inputs.push(...motion, ...action);
    changes.push((after[2] ?? 0) - (motion[2] ?? 0), (after[3] ?? 0) - (motion[3] ?? 0));
  }
  const model = DynamicsModel.fit(Float64Array.from(inputs), Float64Array.from(changes), environment.motion);
  const options = { confidence: 0.99, horizon: 8 };

  const drive = (shielded: boolean) => {
    let state: unknown = start;
    let violations = 0;
    let interventions = 0;
    for (let i = 0; i < 40; i++) {
      const wanted = [1, 0];
      const isFree = !shielded || isRecoverable(model, environment, state, wanted, options);
      if (!isFree) interventions++;
      const action = isFree ? wanted : environment.motion.backup(state, environment.motion.of(state));
      const step = environment.step(state, action);
      violations += step.cost;
      ({ state } = step);
    }
    return { violations, interventions };
  };

  test('violates without the shield and not with it', () => {
    expect(drive(false).violations).toBeGreaterThan(0);
    const shielded = drive(true);
    expect(shielded.violations).toBe(0);
    expect(shielded.interventions).toBeGreaterThan(0);
    expect(shielded.interventions).toBeLessThan(40);
  });

  test('is left alone where it heads away', () => {
    expect(isRecoverable(model, environment, start, [-1, 0], options)).toBe(true);
  });
});
