// The global norm of all gradients, and clipping by it.

/** √Σg² over all tensors, summed in double precision. NaN and infinities come through. */
export function gradientNorm(gradients: readonly Float32Array[]): number {
  let squares = 0;
  for (const gradient of gradients) {
    // Counted loops: an iterator takes twice the time, over millions of numbers.
    for (let i = 0; i < gradient.length; i++) squares += (gradient[i] ?? 0) ** 2;
  }
  return Math.sqrt(squares);
}

/**
 * Scales all gradients in place so that their global norm is at most `maxNorm`, and returns the norm before. As
 * torch.nn.utils.clip_grad_norm_: the factor is min(1, maxNorm / (norm + 1e-6)).
 */
export function clipGradients(gradients: readonly Float32Array[], maxNorm: number): number {
  const norm = gradientNorm(gradients);
  const factor = maxNorm / (norm + 1e-6);
  if (factor < 1) {
    for (const gradient of gradients) {
      for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] ?? 0) * factor;
    }
  }
  return norm;
}

/** One zeroed gradient per tensor, to accumulate micro-batches in. */
export function gradientBuffers(tensors: readonly { readonly data: Float32Array }[]): Float32Array[] {
  return tensors.map((tensor) => new Float32Array(tensor.data.length));
}
