// Derivatives of RMS normalisation (Zhang and Sennrich 2019, arXiv 1910.07467), alone and fused with a residual sum.
import type { Value } from '../../graph/graph';
import { add, mul, reciprocal, reduceMean, scalar, sqrt, sub } from '../../graph/ops';
import type { VjpContext, VjpRule } from '../vjpRule';
import { floatAttribute, gradient, input, once, output } from '../vjpRule';

export const simplifiedLayerNormalizationRule: VjpRule = (at) => {
  const backward = rms(at, input(at, 0), input(at, 1));
  return [backward.x, backward.scale];
};

/** Outputs: the normalised sum, and (last of four) the sum itself. */
export const skipSimplifiedLayerNormalizationRule: VjpRule = (at) => {
  const { g } = at;
  const backward = rms(at, output(at, 3), input(at, 2));
  const ofSum = once(() => {
    const direct = at.gradients[3] ?? null;
    if (at.gradients[0] == null) return gradient(at, 3);
    return direct === null ? backward.x() : add(g, direct, backward.x());
  });
  return [ofSum, ofSum, at.gradients[0] == null ? null : backward.scale];
};

/** y = x̂·γ with x̂ = x·r, r = 1/√(mean x² + ε): ∂x = r·(h − x̂·mean(h·x̂)) with h = ∂y·γ; ∂γ = Σ ∂y·x̂. */
function rms(
  at: VjpContext,
  x: Value,
  scale: Value,
): { readonly x: () => Value; readonly scale: () => Value } {
  const { g } = at;
  const epsilon = floatAttribute(at, 'epsilon', 1e-5);
  const root = once(() =>
    reciprocal(g, sqrt(g, add(g, reduceMean(g, mul(g, x, x), -1), scalar(g, epsilon)))),
  );
  const unit = once(() => mul(g, x, root()));
  return {
    x: once(() => {
      const h = mul(g, gradient(at), scale);
      return mul(g, root(), sub(g, h, mul(g, unit(), reduceMean(g, mul(g, h, unit()), -1))));
    }),
    scale: () => mul(g, gradient(at), unit()),
  };
}
