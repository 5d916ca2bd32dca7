// All parameters of a model as trainables, under Hugging Face's names.
import type { FloatInput } from '../../models/inputWeights';
import type { Trainable } from './trainingModel';

/** @param weights the numbers by input name; they are trained in place */
export function fullTrainables(
  inputs: readonly FloatInput[],
  weights: ReadonlyMap<string, Float32Array>,
): Trainable[] {
  return inputs.map(({ value, tensors }) => {
    const [tensor] = tensors;
    const data = weights.get(value.name);
    if (tensor === undefined || data === undefined) throw new RangeError(`${value.name} was not read.`);
    return { name: tensor.name, shape: tensor.shape, data, decays: tensor.shape.length > 1 };
  });
}
