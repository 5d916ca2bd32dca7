// Several losses as one: what safeguards add to the loss of an algorithm. Knows neither.
import { add } from '../../graph/ops';
import type { Loss } from './loss';

/** Every name of an input or a metric is of one loss alone. `main` itself where nothing is added. */
export function sumOfLosses(main: Loss, added: readonly Loss[]): Loss {
  if (added.length === 0) return main;
  const all = [main, ...added];
  return {
    inputs: Object.assign({}, ...all.map(({ inputs }) => inputs)) as Loss['inputs'],
    needsValues: all.some(({ needsValues }) => needsValues),
    layers: [...new Set(all.flatMap(({ layers }) => layers ?? []))].sort((a, b) => a - b),
    build: (g, policy, inputs) => {
      const built = all.map((loss) => loss.build(g, policy, inputs));
      const [first, ...rest] = built.map(({ loss }) => loss);
      if (first === undefined) throw new RangeError('There is a loss to add to.');
      return {
        loss: rest.reduce((sum, loss) => add(g, sum, loss), first),
        metrics: Object.assign({}, ...built.map(({ metrics }) => metrics)) as Readonly<
          Record<string, typeof first>
        >,
      };
    },
  };
}
