// The dynamics of an environment's moving part: Gaussian processes say what a step adds to the speeds, of the motion and the action;
// places follow from the speeds.
import type { AnyEnvironment } from '../../../safety/control/environment';
import { fitHyperparameters, gaussianProcess, type GaussianProcess } from './gaussianProcess';
import { matchMoments, type Gaussian } from './momentMatching';

export interface DynamicsData {
  /** [n, motion + action]. */
  readonly inputs: Float64Array;
  /** What the step added to the speeds, [n, speeds]. */
  readonly changes: Float64Array;
  /** Logarithms of each output's hyperparameters, [speeds, inputs + 2], for inputs and changes of standard deviation 1. */
  readonly theta: Float64Array;
}

/** An action that depends on the motion: `mean` at its mean, and ∂action/∂motion, [action, motion], where nothing is clamped. */
export interface LinearAction {
  readonly mean: Float64Array;
  readonly gain: Float64Array;
}

type Motion = Pick<AnyEnvironment['motion'], 'size' | 'speeds' | 'seconds'>;

export class DynamicsModel {
  private readonly processes: readonly GaussianProcess[];
  private readonly inputScale: Float64Array;
  private readonly changeScale: Float64Array;
  /** The next motion is A·motion + B·change. */
  private readonly a: Float64Array;
  private readonly b: Float64Array;

  constructor(
    readonly data: DynamicsData,
    private readonly motion: Motion,
  ) {
    const { size, speeds, seconds } = motion;
    const count = speeds.length;
    const { x, inputScale, changeScale } = scaledData(data, count);
    this.inputScale = inputScale;
    this.changeScale = changeScale;
    const parameters = data.theta.length / count;
    this.processes = speeds.map((_, c) =>
      gaussianProcess(
        x,
        columnOf(data.changes, count, c, changeScale[c] ?? 1),
        data.theta.slice(c * parameters, (c + 1) * parameters),
      ),
    );
    this.a = new Float64Array(size * size);
    this.b = new Float64Array(size * count);
    for (let d = 0; d < size; d++) this.a[d * size + d] = 1;
    for (const [c, { place, speed }] of speeds.entries()) {
      this.a[place * size + speed] = seconds;
      this.b[place * count + c] = seconds;
      this.b[speed * count + c] = 1;
    }
  }

  /** Hyperparameters are found by the evidence. */
  static fit(inputs: Float64Array, changes: Float64Array, motion: Motion): DynamicsModel {
    const count = motion.speeds.length;
    const { x, changeScale } = scaledData({ inputs, changes }, count);
    const fitted = motion.speeds.map((_, c) =>
      fitHyperparameters(x, columnOf(changes, count, c, changeScale[c] ?? 1)),
    );
    return new DynamicsModel(
      { inputs, changes, theta: Float64Array.of(...fitted.flatMap((one) => [...one])) },
      motion,
    );
  }

  /** The motion after one step, its first two moments matched: a normal distribution stands for the true one. */
  step({ mean, covariance }: Gaussian, action: LinearAction): Gaussian {
    const { inputScale, changeScale } = this;
    const { size } = this.motion;
    const count = changeScale.length;
    const width = inputScale.length;
    const joint = jointInput({ mean, covariance }, action, width);
    const moved = matchMoments(this.processes, {
      mean: joint.mean.map((value, i) => value / (inputScale[i] ?? 1)),
      covariance: joint.covariance.map(
        (value, i) => value / ((inputScale[Math.floor(i / width)] ?? 1) * (inputScale[i % width] ?? 1)),
      ),
    });
    const change = moved.mean.map((value, c) => value * (changeScale[c] ?? 1));
    // Of (motion, change), [size + count, size + count].
    const whole = size + count;
    const all = new Float64Array(whole * whole);
    for (let i = 0; i < whole; i++) {
      for (let j = 0; j < whole; j++) {
        const [c, e] = [i - size, j - size];
        all[i * whole + j] =
          c < 0 && e < 0
            ? (covariance[i * size + j] ?? 0)
            : c >= 0 && e >= 0
              ? (moved.covariance[c * count + e] ?? 0) * (changeScale[c] ?? 1) * (changeScale[e] ?? 1)
              : c < 0
                ? (moved.cross[i * count + e] ?? 0) * (inputScale[i] ?? 1) * (changeScale[e] ?? 1)
                : (moved.cross[j * count + c] ?? 0) * (inputScale[j] ?? 1) * (changeScale[c] ?? 1);
      }
    }
    const map = new Float64Array(size * whole);
    for (let d = 0; d < size; d++) {
      for (let i = 0; i < whole; i++) {
        map[d * whole + i] = (i < size ? this.a[d * size + i] : this.b[d * count + i - size]) ?? 0;
      }
    }
    return {
      mean: times(map, Float64Array.of(...mean, ...change), size),
      covariance: between(map, all, size, whole),
    };
  }
}

/** Of (motion, action), where the action is linear in the motion. */
function jointInput({ mean, covariance }: Gaussian, action: LinearAction, width: number): Gaussian {
  const size = mean.length;
  const map = new Float64Array(width * size);
  for (let i = 0; i < width; i++) {
    for (let d = 0; d < size; d++) {
      map[i * size + d] = i < size ? (i === d ? 1 : 0) : (action.gain[(i - size) * size + d] ?? 0);
    }
  }
  return {
    mean: Float64Array.of(...mean, ...action.mean),
    covariance: between(map, covariance, width, size),
  };
}

/** M·v, M [rows, columns]. */
function times(m: Float64Array, v: Float64Array, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += (m[i * v.length + j] ?? 0) * (v[j] ?? 0);
    return sum;
  });
}

/** M·S·Mᵀ, M [rows, size], S [size, size]. */
function between(m: Float64Array, s: Float64Array, rows: number, size: number): Float64Array {
  const half = new Float64Array(rows * size);
  const result = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < size; k++) {
      const factor = m[i * size + k] ?? 0;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++)
        half[i * size + j] = (half[i * size + j] ?? 0) + factor * (s[k * size + j] ?? 0);
    }
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (half[i * size + k] ?? 0) * (m[j * size + k] ?? 0);
      result[i * rows + j] = sum;
    }
  }
  return result;
}

function scaledData({ inputs, changes }: Pick<DynamicsData, 'inputs' | 'changes'>, count: number) {
  const width = inputs.length / (changes.length / count);
  const inputScale = deviations(inputs, width);
  return {
    x: inputs.map((value, i) => value / (inputScale[i % width] ?? 1)),
    inputScale,
    changeScale: deviations(changes, count),
  };
}

/** Standard deviations of columns; 1 for one that does not vary. */
function deviations(values: Float64Array, width: number): Float64Array {
  const rows = values.length / width;
  return Float64Array.from({ length: width }, (_, c) => {
    let sum = 0;
    let squares = 0;
    for (let i = c; i < values.length; i += width) {
      sum += values[i] ?? 0;
      squares += (values[i] ?? 0) ** 2;
    }
    const variance = squares / rows - (sum / rows) ** 2;
    return variance > 1e-12 ? Math.sqrt(variance) : 1;
  });
}

function columnOf(values: Float64Array, width: number, column: number, scale: number): Float64Array {
  return Float64Array.from(
    { length: values.length / width },
    (_, i) => (values[i * width + column] ?? 0) / scale,
  );
}
