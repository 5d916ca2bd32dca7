// AdamW, clipping and schedules against PyTorch and transformers; state that resumes bit for bit; parameter averages.
import { describe, expect, it } from 'vitest';
import {
  AdamW,
  adamWDefaults,
  type AdamWState,
  type Parameter,
} from '../../../../../src/engine/training/optimizer/adamW';
import {
  clipGradients,
  gradientBuffers,
  gradientNorm,
} from '../../../../../src/engine/training/optimizer/gradientNorm';
import { learningRateFactor } from '../../../../../src/engine/training/optimizer/learningRate';
import { ParameterAverage } from '../../../../../src/engine/training/optimizer/parameterAverage';
import { optimizerGolden as golden } from '../../../../fixtures/training/optimizerGolden';

const options = { beta1: 0.9, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1 };

function startParameters(): Parameter[] {
  return golden.adamw.start.map((values, index) => ({
    name: `tensor.${index}`,
    data: Float32Array.from(values),
    decays: index === 0,
  }));
}

const gradientsOf = (step: { readonly gradients: readonly number[][] }): Float32Array[] =>
  step.gradients.map((values) => Float32Array.from(values));

/** Within a few float32 roundings of each value. */
function expectClose(actual: Iterable<number>, expected: readonly number[], relative = 1e-6): void {
  const values = [...actual];
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of values.entries()) {
    const wanted = expected[index] ?? NaN;
    expect(Math.abs(value - wanted), `element ${index}: ${value} for ${wanted}`).toBeLessThanOrEqual(
      relative * Math.abs(wanted) + 1e-9,
    );
  }
}

describe('AdamW', () => {
  it('makes the steps of torch.optim.AdamW under clipping and a schedule', () => {
    const parameters = startParameters();
    const optimizer = new AdamW(parameters, options);
    for (const [index, step] of golden.adamw.steps.entries()) {
      const gradients = gradientsOf(step);
      expect(clipGradients(gradients, 1)).toBeCloseTo(step.norm, 4);
      const rate = 0.01 * learningRateFactor({ kind: 'linear', warmupSteps: 2, totalSteps: 8 }, index);
      expect(rate).toBeCloseTo(step.rate, 12);
      optimizer.step(gradients, rate);
      for (const [tensor, { data }] of parameters.entries()) expectClose(data, step.weights[tensor] ?? []);
    }
    const state = optimizer.state();
    expect(state.step).toBe(8);
    for (const [index, { name }] of parameters.entries()) {
      expectClose(state.exp_avg[name] ?? [], golden.adamw.exp_avg[index] ?? [], 1e-5);
      expectClose(state.exp_avg_sq[name] ?? [], golden.adamw.exp_avg_sq[index] ?? [], 1e-5);
    }
  });

  it('goes on bit for bit from a saved state', () => {
    const whole = startParameters();
    const wholeOptimizer = new AdamW(whole, options);
    let saved: { state: AdamWState; data: Float32Array[] } | null = null;
    for (const [index, step] of golden.adamw.steps.entries()) {
      if (index === 4) {
        saved = {
          state: structuredClone(wholeOptimizer.state()),
          data: whole.map(({ data }) => data.slice()),
        };
      }
      wholeOptimizer.step(gradientsOf(step), 0.01);
    }
    if (saved === null) throw new Error('The run has a fifth step.');
    const { state, data } = saved;
    const resumed = startParameters();
    for (const [index, parameter] of resumed.entries()) parameter.data.set(data[index] ?? []);
    const optimizer = new AdamW(resumed, options);
    optimizer.restore(state);
    for (const step of golden.adamw.steps.slice(4)) optimizer.step(gradientsOf(step), 0.01);
    expect(resumed.map((parameter) => parameter.data)).toEqual(whole.map((parameter) => parameter.data));
    expect(optimizer.state()).toEqual(wholeOptimizer.state());
  });

  it('refuses a state and gradients of other tensors, and changes nothing then', () => {
    const parameters = startParameters();
    const optimizer = new AdamW(parameters, adamWDefaults);
    expect(() => optimizer.restore({ step: 3, exp_avg: {}, exp_avg_sq: {} })).toThrow(/tensor\.0 with 7/);
    expect(optimizer.state().step).toBe(0);
    expect(() => optimizer.step([new Float32Array(3), new Float32Array(5)], 1)).toThrow(RangeError);
  });
});

describe('gradients', () => {
  it('below the limit are left alone', () => {
    const gradients = [Float32Array.of(3, 0), Float32Array.of(-4)];
    expect(clipGradients(gradients, 5.001)).toBe(5);
    expect(gradients).toEqual([Float32Array.of(3, 0), Float32Array.of(-4)]);
  });

  it('above it keep their direction and get its norm', () => {
    const gradients = [Float32Array.of(3, 0), Float32Array.of(-4)];
    clipGradients(gradients, 1);
    expect(gradientNorm(gradients)).toBeCloseTo(1, 6);
    expect((gradients[1]?.[0] ?? 0) / (gradients[0]?.[0] ?? 0)).toBeCloseTo(-4 / 3, 6);
  });

  it('that are not finite have a norm that says so', () => {
    expect(gradientNorm([Float32Array.of(1, NaN)])).toBeNaN();
    expect(gradientNorm([Float32Array.of(1), Float32Array.of(Infinity)])).toBe(Infinity);
  });

  it('are accumulated in zeroed buffers of the tensors’ sizes', () => {
    expect(gradientBuffers(startParameters())).toEqual([new Float32Array(7), new Float32Array(5)]);
  });
});

describe('schedules', () => {
  it.each(golden.schedules)('$kind, $warmupSteps of $totalSteps steps warm-up, as get_scheduler', (row) => {
    for (const [step, factor] of row.factors.entries()) {
      expect(learningRateFactor(row, step)).toBeCloseTo(factor, 12);
    }
  });
});

describe('a parameter average', () => {
  it('is the exponentially weighted sum of what the parameters were', () => {
    const parameter = { name: 'w', data: Float32Array.of(1, -2), decays: true };
    const average = new ParameterAverage([parameter], 0.75);
    const history = [1, 5, -3, 2];
    for (const value of history.slice(1)) {
      parameter.data[0] = value;
      average.update();
    }
    const expected = history.reduce(
      (sum, value, step) => sum + value * (step === 0 ? 0.75 ** 3 : 0.25 * 0.75 ** (3 - step)),
      0,
    );
    expect(average.state().w?.[0]).toBeCloseTo(expected, 6);
    expect(average.state().w?.[1]).toBe(-2);
  });

  it('stands in the parameters’ place while it is used, and gives it back after a failure too', async () => {
    const parameter = { name: 'w', data: Float32Array.of(1), decays: true };
    const average = new ParameterAverage([parameter], 0.5);
    parameter.data[0] = 3;
    average.update();
    expect(await average.applied(() => Promise.resolve(parameter.data[0]))).toBe(2);
    await expect(average.applied(() => Promise.reject(new Error('full disk')))).rejects.toThrow('full disk');
    expect(parameter.data[0]).toBe(3);
    expect(average.state().w?.[0]).toBe(2);
  });

  it('resumes from its saved state and refuses another’s', () => {
    const parameter = { name: 'w', data: Float32Array.of(1), decays: true };
    const average = new ParameterAverage([parameter], 0.5);
    average.restore({ w: Float32Array.of(7) });
    average.update();
    expect(average.state().w?.[0]).toBe(4);
    expect(() => average.restore({ w: new Float32Array(2) })).toThrow(RangeError);
    expect(() => new ParameterAverage([parameter], 1)).toThrow(RangeError);
  });
});
