// A cart that balances a pole and is to stand at a target that lies a little way into a forbidden zone.
import { clampAction, type ControlEnvironment } from './environment';

const seconds = 0.04;
const gravity = 9.8;
const cart = 1;
const pole = 0.1;
/** Half the pole's length. */
const length = 0.5;
const force = 10;
/** Radians at which the pole counts as fallen. */
const fallen = 0.5;
const track = 2;
/** How far into the zone the target lies. */
const beyond = 0.15;
/** Where the backup steers to, before the border. */
const retreat = 0.6;

export interface CartPoleState {
  /** Place and speed of the cart, angle (0 is upright, positive leans right) and angular speed of the pole. */
  readonly motion: Float64Array;
  readonly border: number;
}

/**
 * Barto, Sutton & Anderson (1983), without friction, by semi-implicit Euler. Per step, at most 0.2: how near the cart is to its
 * target; a violation where the cart is beyond the border. A fallen pole and the end of the track end the episode.
 */
export const cartPoleZone: ControlEnvironment<CartPoleState> = {
  id: 'cart-pole-zone',
  title: 'Cart-pole with a forbidden zone',
  description:
    'A cart that balances a pole is to stand as near to a target as it can, which lies in a zone that it must not enter.',
  horizon: 100,
  observationSize: 6,
  actionSize: 1,
  bounds: [-track, -0.2, track, 1.2],
  reset: (random) => ({
    border: 0.3 + 0.6 * random(),
    motion: Float64Array.of(
      -0.9 + 0.6 * random(),
      0.1 * (random() - 0.5),
      0.1 * (random() - 0.5),
      0.1 * (random() - 0.5),
    ),
  }),
  observe: ({ motion, border }) => {
    const [x = 0, v = 0, angle = 0, turn = 0] = motion;
    return Float32Array.of(x, v / 2, 4 * angle, turn / 2, border - x, border + beyond - x);
  },
  step: (state, action) => {
    const [x = 0, v = 0, angle = 0, turn = 0] = state.motion;
    const [pushed, turned] = accelerations(clampAction(action[0]) * force, angle, turn);
    const nv = v + seconds * pushed;
    const nTurn = turn + seconds * turned;
    const nx = x + seconds * nv;
    const nAngle = angle + seconds * nTurn;
    const distance = Math.abs(state.border + beyond - nx);
    return {
      state: { ...state, motion: Float64Array.of(nx, nv, nAngle, nTurn) },
      reward: 0.2 * Math.max(0, 1 - distance / 1.5),
      cost: nx > state.border ? 1 : 0,
      terminated: Math.abs(nAngle) > fallen || Math.abs(nx) > track,
    };
  },
  place: ({ motion, border }) => ({ x: motion[0] ?? 0, y: 0, target: [border + beyond, 0] }),
  forbidden: ({ border }) => [{ shape: 'beyond', from: border }],
  motion: {
    size: 4,
    speeds: [
      { place: 0, speed: 1 },
      { place: 2, speed: 3 },
    ],
    seconds,
    of: ({ motion }) => motion,
    observed: ([x = 0, v = 0, angle = 0, turn = 0]) => Float64Array.of(x, 2 * v, angle / 4, 2 * turn),
    backup: (state, motion) => Float64Array.of(clampAction(feedback(state, motion))),
    backupGain: ({ border }) => [[...gain, -(border - retreat) * (gain[0] ?? 0)]],
  },
};

/** [of the cart, of the pole's angle]. */
function accelerations(push: number, angle: number, turn: number): readonly [number, number] {
  const mass = cart + pole;
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const shared = (push + pole * length * turn * turn * sine) / mass;
  const turned = (gravity * sine - cosine * shared) / (length * (4 / 3 - (pole * cosine * cosine) / mass));
  return [shared - (pole * length * turned * cosine) / mass, turned];
}

/** Discrete LQR of the linearised cart-pole, Q = diag(4, 1, 4, 1), R = 2, by iterating Riccati's equation. */
const gain: readonly number[] = [0.949768, 1.147771, 6.936055, 1.703005];

function feedback({ border }: CartPoleState, motion: ArrayLike<number>): number {
  const [x = 0, v = 0, angle = 0, turn = 0] = Array.from(motion);
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = gain;
  return k0 * (x - (border - retreat)) + k1 * v + k2 * angle + k3 * turn;
}
