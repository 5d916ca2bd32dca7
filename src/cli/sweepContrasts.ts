// The algorithms of a sweep against each other, wherever they trained the same model on the same data.
import { isDeepStrictEqual } from 'node:util';
import type { EngineClient } from '../client/engineClient';
import type { SweepContrast } from '../protocol/sweep';
import type { TrainingContrast, TrainingRunFacts } from '../protocol/training';
import { holmAdjust } from '../safety/statistics/holm';

/** The runs of one algorithm over one model and data that came to their own end. */
export interface SweepSetting {
  readonly algorithm: string;
  readonly model: string;
  readonly data: string;
  readonly ended: readonly { readonly seed: number; readonly facts: TrainingRunFacts }[];
}

type Untested = Omit<SweepContrast, 'measures'> & { readonly found: TrainingContrast };

/** Pairs without a seed that ended in both are left out. */
export async function sweepContrasts(
  client: Pick<EngineClient, 'request'>,
  settings: readonly SweepSetting[],
): Promise<SweepContrast[]> {
  const found: Untested[] = [];
  for (const [index, first] of settings.entries()) {
    for (const second of settings.slice(index + 1)) {
      if (first.model !== second.model || first.data !== second.data) continue;
      const contrast = await contrastOf(client, first, second);
      if (contrast !== null) found.push(contrast);
    }
  }
  return adjusted(found);
}

async function contrastOf(
  client: Pick<EngineClient, 'request'>,
  first: SweepSetting,
  second: SweepSetting,
): Promise<Untested | null> {
  const pairs = first.ended.flatMap((one) => {
    const other = second.ended.find(({ seed }) => seed === one.seed);
    return other === undefined ? [] : [{ seed: one.seed, first: one.facts, second: other.facts }];
  });
  if (pairs.length === 0) return null;
  const found = await client.request('contrastTraining', {
    runs: pairs.map((pair) => ({ first: pair.first.folder, second: pair.second.folder })),
  });
  const alike = pairs.every((pair) => isDeepStrictEqual(pair.first.accuracyOf, pair.second.accuracyOf));
  return {
    model: first.model,
    data: first.data,
    first: first.algorithm,
    second: second.algorithm,
    seeds: pairs.map(({ seed }) => seed),
    found: alike ? found : { ...found, accuracy: null },
    notes: alike
      ? []
      : ['Held-out accuracy counts different rewards or thresholds in the two, so it is not compared.'],
  };
}

/** Holm over everything that was tested: whichever line is read, it was one of so many. */
function adjusted(contrasts: readonly Untested[]): SweepContrast[] {
  const tests = contrasts.flatMap(({ found }) => Object.values(found)).flatMap((one) => one ?? []);
  const pHolm = new Map(holmAdjust(tests.map(({ p }) => p)).map((p, index) => [tests[index], p] as const));
  const withHolm = (one: TrainingContrast[keyof TrainingContrast]) =>
    one === null ? null : { ...one, pHolm: pHolm.get(one) ?? one.p };
  return contrasts.map(({ found, ...contrast }) => ({
    ...contrast,
    measures: {
      accuracy: withHolm(found.accuracy),
      harmful: withHolm(found.harmful),
      benign: withHolm(found.benign),
    },
  }));
}
