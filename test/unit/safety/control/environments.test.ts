// The environments: what follows from their rules, whatever the policy.
import { describe, expect, test } from 'vitest';
import { controlEnvironmentIds } from '../../../../src/protocol/control';
import { cartPoleZone, type CartPoleState } from '../../../../src/safety/control/cartPoleZone';
import { environmentOf } from '../../../../src/safety/control/environments';
import { pointHazards, type PointState } from '../../../../src/safety/control/pointHazards';
import { seededRandom } from '../../../../src/safety/random';

describe.each(controlEnvironmentIds)('%s', (id) => {
  const environment = environmentOf(id);
  const play = (seed: number) => {
    const actions = seededRandom(seed, 9);
    let state = environment.reset(seededRandom(seed));
    return Array.from({ length: environment.horizon }, () => {
      const action = Array.from({ length: environment.actionSize }, () => 4 * actions() - 2);
      const step = environment.step(state, action);
      const clamped = environment.step(
        state,
        action.map((value) => Math.min(1, Math.max(-1, value))),
      );
      state = step.state;
      return { step, clamped, observation: environment.observe(state) };
    });
  };

  test('the same seed gives the same episode, and another one another', () => {
    expect(play(3)).toEqual(play(3));
    expect(play(3)).not.toEqual(play(4));
  });

  test('actions are clamped, observations have their size and are finite', () => {
    for (const { step, clamped, observation } of play(5)) {
      expect(step).toEqual(clamped);
      expect(observation).toHaveLength(environment.observationSize);
      expect(observation.every(Number.isFinite)).toBe(true);
    }
  });

  test('the moving part is in the observation', () => {
    for (const { step, observation } of play(6)) {
      const motion = environment.motion.of(step.state);
      for (const [i, value] of environment.motion.observed(observation).entries()) {
        expect(value).toBeCloseTo(motion[i] ?? NaN, 5);
      }
    }
  });

  test('a step costs exactly where the place is in what is forbidden', () => {
    for (const { step } of play(7)) {
      const { x, y } = environment.place(step.state);
      const inside = environment
        .forbidden(step.state)
        .some((one) => (one.shape === 'disc' ? Math.hypot(x - one.x, y - one.y) < one.radius : x > one.from));
      expect(step.cost).toBe(inside ? 1 : 0);
    }
  });

  test('the backup is its gain, clamped', () => {
    for (const { step } of play(8)) {
      const motion = environment.motion.of(step.state);
      const wanted = environment.motion.backupGain(step.state).map((row) => {
        const sum = row.reduce((total, factor, i) => total + factor * (motion[i] ?? 1), 0);
        return Math.min(1, Math.max(-1, sum));
      });
      const given = environment.motion.backup(step.state, motion);
      for (const [i, value] of wanted.entries()) expect(given[i]).toBeCloseTo(value, 12);
    }
  });
});

describe('point robot', () => {
  test('starts, hazards and goals lie apart', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { motion, hazards, goal } = pointHazards.reset(seededRandom(seed));
      expect(hazards).toHaveLength(3);
      for (const [i, one] of hazards.entries()) {
        for (const [x, y] of [[motion[0] ?? 0, motion[1] ?? 0], goal] as const) {
          expect(Math.hypot(one.x - x, one.y - y)).toBeGreaterThan(one.radius);
        }
        for (const other of hazards.slice(i + 1)) {
          expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(one.radius + other.radius);
        }
      }
    }
  });

  test('steering straight to the goal reaches it, and is rewarded for the whole way', () => {
    let state = pointHazards.reset(seededRandom(1));
    const far = Math.hypot(state.goal[0] - (state.motion[0] ?? 0), state.goal[1] - (state.motion[1] ?? 0));
    let total = 0;
    for (let i = 0; i < 80 && state.reached === 0; i++) {
      const [x = 0, y = 0, vx = 0, vy = 0] = state.motion;
      const step = pointHazards.step(state, [3 * (state.goal[0] - x) - vx, 3 * (state.goal[1] - y) - vy]);
      total += step.reward;
      state = step.state;
    }
    expect(state.reached).toBe(1);
    // Progress, and 1 for the goal, within its radius.
    expect(total).toBeGreaterThan(1 + far - 0.21);
    expect(total).toBeLessThanOrEqual(1 + far);
  });

  test('the backup brings it to rest', () => {
    let state: PointState = {
      ...pointHazards.reset(seededRandom(2)),
      motion: Float64Array.of(0, 0, 1.5, -1),
    };
    for (let i = 0; i < 12; i++) {
      state = pointHazards.step(state, pointHazards.motion.backup(state, state.motion)).state;
    }
    expect(Math.hypot(state.motion[2] ?? 1, state.motion[3] ?? 1)).toBeLessThan(1e-9);
  });
});

describe('cart-pole', () => {
  test('without a push a leaning pole falls, and the episode ends', () => {
    let state: CartPoleState = {
      ...cartPoleZone.reset(seededRandom(1)),
      motion: Float64Array.of(0, 0, 0.1, 0),
    };
    let steps = 0;
    for (let terminated = false; !terminated && steps < 100; steps++) {
      const step = cartPoleZone.step(state, [0]);
      ({ state, terminated } = step);
    }
    expect(Math.abs(state.motion[2] ?? 0)).toBeGreaterThan(0.5);
    expect(steps).toBeLessThan(100);
  });

  test('the backup holds the pole and stands before the border', () => {
    for (let seed = 0; seed < 20; seed++) {
      let state = cartPoleZone.reset(seededRandom(seed));
      for (let i = 0; i < 300; i++) {
        const step = cartPoleZone.step(state, cartPoleZone.motion.backup(state, state.motion));
        expect(step.terminated || step.cost === 1).toBe(false);
        ({ state } = step);
      }
      expect(state.motion[0]).toBeCloseTo(state.border - 0.6, 2);
    }
  });
});
