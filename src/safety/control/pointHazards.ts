// A point robot that is to reach one goal after another in a walled square, and not to touch the hazards in it.
import type { Random } from '../random';
import { seededRandom } from '../random';
import { clampAction, type ControlEnvironment, type Forbidden } from './environment';

const half = 1.5;
const seconds = 0.1;
/** Acceleration of a whole action, and what the ground takes of the speed per second. */
const thrust = 2;
const drag = 1;
const hazardCount = 3;
const goalRadius = 0.2;
/** Between the edges of what lies there, so that there is a way through. */
const gap = 0.35;

type Disc = Extract<Forbidden, { readonly shape: 'disc' }>;

export interface PointState {
  /** x, y and their speeds. */
  readonly motion: Float64Array;
  readonly goal: readonly [number, number];
  /** Goals reached. */
  readonly reached: number;
  readonly hazards: readonly Disc[];
  /** Of the goals to come. */
  readonly goalSeed: number;
}

/**
 * Per step: the progress towards the goal, and 1 where it is reached (the next one appears at once); a violation where the
 * robot's centre is in a hazard.
 */
export const pointHazards: ControlEnvironment<PointState> = {
  id: 'point-hazards',
  title: 'Point robot among hazards',
  description:
    'A point robot is to reach one goal after another in a walled square without touching any of three hazards.',
  horizon: 80,
  observationSize: 15,
  actionSize: 2,
  bounds: [-half, -half, half, half],
  reset: (random) => {
    const hazards: Disc[] = [];
    for (let tries = 0; hazards.length < hazardCount && tries < 1000; tries++) {
      const radius = 0.25 + 0.15 * random();
      const [x, y] = placeWithin(random, half - radius - 0.1);
      if (isFree([x, y], radius + gap, hazards)) hazards.push({ shape: 'disc', x, y, radius });
    }
    const [x, y] = freePlace(random, hazards, 0.15, null);
    const goalSeed = Math.floor(random() * 2 ** 32);
    return {
      motion: Float64Array.of(x, y, 0, 0),
      goal: goalAt(goalSeed, 0, hazards, [x, y]),
      reached: 0,
      hazards,
      goalSeed,
    };
  },
  observe: ({ motion, goal, hazards }) => {
    const [x = 0, y = 0, vx = 0, vy = 0] = motion;
    const near = hazards
      .map((hazard) => ({ dx: hazard.x - x, dy: hazard.y - y, edge: edgeDistance(hazard, x, y) }))
      .sort((a, b) => a.edge - b.edge);
    return Float32Array.of(
      ...[x / half, y / half, vx, vy, goal[0] - x, goal[1] - y],
      ...near.flatMap(({ dx, dy, edge }) => [dx, dy, edge]),
    );
  },
  step: (state, action) => {
    const { motion, goal, hazards, goalSeed } = state;
    const [x = 0, y = 0, vx = 0, vy = 0] = motion;
    const [nx, nvx] = moved(x, vx, clampAction(action[0]));
    const [ny, nvy] = moved(y, vy, clampAction(action[1]));
    const progress = Math.hypot(goal[0] - x, goal[1] - y) - Math.hypot(goal[0] - nx, goal[1] - ny);
    const isThere = Math.hypot(goal[0] - nx, goal[1] - ny) < goalRadius;
    const reached = state.reached + (isThere ? 1 : 0);
    return {
      state: {
        ...state,
        motion: Float64Array.of(nx, ny, nvx, nvy),
        reached,
        goal: isThere ? goalAt(goalSeed, reached, hazards, [nx, ny]) : goal,
      },
      reward: progress + (isThere ? 1 : 0),
      cost: hazards.some((hazard) => edgeDistance(hazard, nx, ny) < 0) ? 1 : 0,
      terminated: false,
    };
  },
  place: ({ motion, goal }) => ({ x: motion[0] ?? 0, y: motion[1] ?? 0, target: goal }),
  forbidden: ({ hazards }) => hazards,
  motion: {
    size: 4,
    speeds: [
      { place: 0, speed: 2 },
      { place: 1, speed: 3 },
    ],
    seconds,
    of: ({ motion }) => motion,
    observed: ([x = 0, y = 0, vx = 0, vy = 0]) => Float64Array.of(x * half, y * half, vx, vy),
    backup: (_, motion) =>
      Float64Array.of(clampAction(-brake * (motion[2] ?? 0)), clampAction(-brake * (motion[3] ?? 0))),
    backupGain: () => [
      [0, 0, -brake, 0, 0],
      [0, 0, 0, -brake, 0],
    ],
  },
};

/** Speed to action: stops in a step as soon as the action suffices. */
const brake = (1 - drag * seconds) / (thrust * seconds);

/** Semi-implicit Euler; at a wall the speed is gone. */
function moved(place: number, speed: number, action: number): readonly [place: number, speed: number] {
  const next = speed + seconds * (thrust * action - drag * speed);
  const to = place + seconds * next;
  return Math.abs(to) > half ? [Math.sign(to) * half, 0] : [to, next];
}

function edgeDistance({ x, y, radius }: Disc, atX: number, atY: number): number {
  return Math.hypot(x - atX, y - atY) - radius;
}

function placeWithin(random: Random, most: number): [number, number] {
  return [(2 * random() - 1) * most, (2 * random() - 1) * most];
}

function isFree([x, y]: readonly [number, number], distance: number, hazards: readonly Disc[]): boolean {
  return hazards.every((hazard) => edgeDistance(hazard, x, y) > distance);
}

/** Away from the hazards, and from `from` where that is given. */
function freePlace(
  random: Random,
  hazards: readonly Disc[],
  distance: number,
  from: readonly [number, number] | null,
): [number, number] {
  let place = placeWithin(random, half - 0.15);
  for (let tries = 0; tries < 1000; tries++) {
    const isFar = from === null || Math.hypot(place[0] - from[0], place[1] - from[1]) > 1;
    if (isFar && isFree(place, distance, hazards)) break;
    place = placeWithin(random, half - 0.15);
  }
  return place;
}

function goalAt(
  seed: number,
  index: number,
  hazards: readonly Disc[],
  from: readonly [number, number],
): [number, number] {
  return freePlace(seededRandom(seed, index), hazards, 0.15, from);
}
