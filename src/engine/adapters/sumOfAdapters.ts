// Several adapters added together, as PEFT adds those that are active at once: W + s₁·B₁·A₁ + s₂·B₂·A₂.
import { moduleName } from '../checkpoints/projections';
import { Adapter, type AdapterModule } from './adapter';

/** One adapter whose updates are the sums of both: where both change a matrix, their ranks one after the other. */
export function sumOfAdapters(first: Adapter, second: Adapter): Adapter {
  const alone = second.modules.filter(({ layer, projection }) => first.at(layer, projection) === null);
  const modules = first.modules.map((module) => {
    const other = second.at(module.layer, module.projection);
    return other === null ? module : joined(module, other);
  });
  const sorted = [...modules, ...alone].sort(
    (x, y) => x.layer - y.layer || x.projection.localeCompare(y.projection),
  );
  return new Adapter(sorted, configOf(sorted));
}

/** As PEFT would have to be told: a rank and an alpha for each module by its whole name. */
function configOf(modules: readonly AdapterModule[]): Record<string, unknown> {
  const names = modules.map(moduleName);
  const patternOf = (value: (module: AdapterModule) => number): Record<string, number> =>
    Object.fromEntries(modules.map((module, index) => [names[index] ?? '', value(module)]));
  return {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    r: Math.max(1, ...modules.map(({ rank }) => rank)),
    lora_alpha: 1,
    lora_dropout: 0,
    use_rslora: false,
    target_modules: names,
    rank_pattern: patternOf(({ rank }) => rank),
    alpha_pattern: patternOf(({ rank, scale }) => rank * scale),
    modules_to_save: null,
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
  };
}

/** A: [A₁; A₂], B: [s₁·B₁, s₂·B₂], scale 1. */
function joined(one: AdapterModule, other: AdapterModule): AdapterModule {
  const { layer, projection } = one;
  const rank = one.rank + other.rank;
  const a = new Float32Array(one.a.length + other.a.length);
  a.set(one.a);
  a.set(other.a, one.a.length);
  const rows = one.b.length / one.rank;
  const b = new Float32Array(rows * rank);
  for (const [module, from] of [
    [one, 0],
    [other, one.rank],
  ] as const) {
    for (let row = 0; row < rows; row++) {
      for (let r = 0; r < module.rank; r++) {
        b[row * rank + from + r] = module.scale * (module.b[row * module.rank + r] ?? 0);
      }
    }
  }
  return { layer, projection, rank, scale: 1, a, b };
}
