// A small dense network with its gradients: tanh between linear layers, as control policies and critics are. At this size a pass
// takes microseconds, where a graph's run takes a hundred.
import type { Random } from '../../../safety/random';
import { normalVariate } from '../../../safety/statistics/normal';
import type { Parameter } from '../../training/optimizer/adamW';

/** `weight` is row-major [outputs, inputs], as PyTorch's Linear has it. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** What a pass leaves for its gradients: the input of each layer, [rows, inputs]. */
export interface Trace {
  readonly rows: number;
  readonly inputs: readonly Float32Array[];
  /** [rows, outputs] of the last layer, linear. */
  readonly output: Float32Array;
}

export class Mlp {
  constructor(readonly layers: readonly Layer[]) {}

  /**
   * Weights are normal with variance 1 / inputs, those of the last layer times `lastScale`; biases are 0.
   * `sizes`: [inputs, hidden…, outputs].
   */
  static create(sizes: readonly number[], random: Random, lastScale = 1): Mlp {
    const layers = sizes.slice(1).map((outputs, index): Layer => {
      const inputs = sizes[index] ?? 0;
      const scale = (index === sizes.length - 2 ? lastScale : 1) / Math.sqrt(inputs);
      const weight = new Float32Array(inputs * outputs).map(() => scale * normalVariate(random));
      return { inputs, outputs, weight, bias: new Float32Array(outputs) };
    });
    return new Mlp(layers);
  }

  get inputs(): number {
    return this.layers[0]?.inputs ?? 0;
  }

  get outputs(): number {
    return this.layers.at(-1)?.outputs ?? 0;
  }

  copy(): Mlp {
    return new Mlp(
      this.layers.map((layer) => ({ ...layer, weight: layer.weight.slice(), bias: layer.bias.slice() })),
    );
  }

  /** By the names of an nn.Sequential of Linear and Tanh: `<prefix>.0.weight`, `<prefix>.0.bias`, `<prefix>.2.weight`, … */
  parameters(prefix: string): Parameter[] {
    return this.layers.flatMap(({ weight, bias }, index) => [
      { name: `${prefix}.${2 * index}.weight`, data: weight, decays: false },
      { name: `${prefix}.${2 * index}.bias`, data: bias, decays: false },
    ]);
  }

  /** [rows, inputs] to [rows, outputs]. */
  forward(input: Float32Array, rows: number): Trace {
    const inputs: Float32Array[] = [];
    let at = input;
    for (const [index, layer] of this.layers.entries()) {
      inputs.push(at);
      at = linear(layer, at, rows);
      if (index < this.layers.length - 1) for (let i = 0; i < at.length; i++) at[i] = Math.tanh(at[i] ?? 0);
    }
    return { rows, inputs, output: at };
  }

  /** Of one row. */
  evaluate(input: Float32Array): Float32Array {
    return this.forward(input, 1).output;
  }

  /**
   * Adds the gradients of a loss whose gradient by the outputs is `outputGradient` [rows, outputs] to `into`, which matches
   * `parameters`; null: they are not wanted. What comes back is the gradient by the input, [rows, inputs].
   */
  backward(trace: Trace, outputGradient: Float32Array, into: readonly Float32Array[] | null): Float32Array {
    let gradient = outputGradient;
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const layer = this.layers[index];
      const input = trace.inputs[index];
      if (layer === undefined || input === undefined) break;
      const ofWeight = into?.[2 * index];
      const ofBias = into?.[2 * index + 1];
      if (ofWeight !== undefined && ofBias !== undefined) {
        addOuter(layer, gradient, input, trace.rows, ofWeight, ofBias);
      }
      gradient = throughLinear(layer, gradient, trace.rows);
      if (index > 0) {
        for (let i = 0; i < gradient.length; i++) {
          const tanh = input[i] ?? 0;
          gradient[i] = (gradient[i] ?? 0) * (1 - tanh * tanh);
        }
      }
    }
    return gradient;
  }
}

/** θ̄ ← (1 − τ)·θ̄ + τ·θ. */
export function moveTowards(target: Mlp, source: Mlp, tau: number): void {
  const from = source.parameters('');
  for (const [index, { data }] of target.parameters('').entries()) {
    const towards = from[index]?.data;
    for (let i = 0; i < data.length; i++) data[i] = (1 - tau) * (data[i] ?? 0) + tau * (towards?.[i] ?? 0);
  }
}

/** Four rows share each weight that is read: one sum at a time would wait for itself. */
function linear({ inputs, outputs, weight, bias }: Layer, input: Float32Array, rows: number): Float32Array {
  const result = new Float32Array(rows * outputs);
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const at0 = row * inputs;
    const at1 = at0 + inputs;
    const at2 = at1 + inputs;
    const at3 = at2 + inputs;
    for (let o = 0; o < outputs; o++) {
      const at = o * inputs;
      const start = bias[o] ?? 0;
      let sum0 = start;
      let sum1 = start;
      let sum2 = start;
      let sum3 = start;
      for (let i = 0; i < inputs; i++) {
        const w = weight[at + i] ?? 0;
        sum0 += w * (input[at0 + i] ?? 0);
        sum1 += w * (input[at1 + i] ?? 0);
        sum2 += w * (input[at2 + i] ?? 0);
        sum3 += w * (input[at3 + i] ?? 0);
      }
      const to = row * outputs + o;
      result[to] = sum0;
      result[to + outputs] = sum1;
      result[to + 2 * outputs] = sum2;
      result[to + 3 * outputs] = sum3;
    }
  }
  for (; row < rows; row++) {
    const from = row * inputs;
    for (let o = 0; o < outputs; o++) {
      const at = o * inputs;
      let sum = bias[o] ?? 0;
      for (let i = 0; i < inputs; i++) sum += (weight[at + i] ?? 0) * (input[from + i] ?? 0);
      result[row * outputs + o] = sum;
    }
  }
  return result;
}

function throughLinear(
  { inputs, outputs, weight }: Layer,
  gradient: Float32Array,
  rows: number,
): Float32Array {
  const result = new Float32Array(rows * inputs);
  for (let row = 0; row < rows; row++) {
    const to = row * inputs;
    const from = row * outputs;
    let o = 0;
    for (; o + 4 <= outputs; o += 4) {
      const at0 = o * inputs;
      const at1 = at0 + inputs;
      const at2 = at1 + inputs;
      const at3 = at2 + inputs;
      const g0 = gradient[from + o] ?? 0;
      const g1 = gradient[from + o + 1] ?? 0;
      const g2 = gradient[from + o + 2] ?? 0;
      const g3 = gradient[from + o + 3] ?? 0;
      for (let i = 0; i < inputs; i++) {
        result[to + i] =
          (result[to + i] ?? 0) +
          g0 * (weight[at0 + i] ?? 0) +
          g1 * (weight[at1 + i] ?? 0) +
          g2 * (weight[at2 + i] ?? 0) +
          g3 * (weight[at3 + i] ?? 0);
      }
    }
    for (; o < outputs; o++) {
      const g = gradient[from + o] ?? 0;
      const at = o * inputs;
      for (let i = 0; i < inputs; i++) result[to + i] = (result[to + i] ?? 0) + g * (weight[at + i] ?? 0);
    }
  }
  return result;
}

function addOuter(
  { inputs, outputs }: Layer,
  gradient: Float32Array,
  input: Float32Array,
  rows: number,
  ofWeight: Float32Array,
  ofBias: Float32Array,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const at0 = row * inputs;
    const at1 = at0 + inputs;
    const at2 = at1 + inputs;
    const at3 = at2 + inputs;
    for (let o = 0; o < outputs; o++) {
      const from = row * outputs + o;
      const g0 = gradient[from] ?? 0;
      const g1 = gradient[from + outputs] ?? 0;
      const g2 = gradient[from + 2 * outputs] ?? 0;
      const g3 = gradient[from + 3 * outputs] ?? 0;
      ofBias[o] = (ofBias[o] ?? 0) + g0 + g1 + g2 + g3;
      const at = o * inputs;
      for (let i = 0; i < inputs; i++) {
        ofWeight[at + i] =
          (ofWeight[at + i] ?? 0) +
          g0 * (input[at0 + i] ?? 0) +
          g1 * (input[at1 + i] ?? 0) +
          g2 * (input[at2 + i] ?? 0) +
          g3 * (input[at3 + i] ?? 0);
      }
    }
  }
  for (; row < rows; row++) {
    const from = row * inputs;
    for (let o = 0; o < outputs; o++) {
      const g = gradient[row * outputs + o] ?? 0;
      ofBias[o] = (ofBias[o] ?? 0) + g;
      const at = o * inputs;
      for (let i = 0; i < inputs; i++)
        ofWeight[at + i] = (ofWeight[at + i] ?? 0) + g * (input[from + i] ?? 0);
    }
  }
}
