// Which precision the checkpoints of a comparison fit into memory in, before anything is loaded. Knows their sizes, no weights.
import { totalmem } from 'node:os';
import type { ComparisonSpec } from '../../protocol/comparison';
import type { PrecisionEstimate, PrecisionPlan } from '../../protocol/forecast';
import type { SubjectRef } from '../../protocol/subjects';
import { promptRoom } from '../../safety/comparability/settingsRules';
import { subjectsOf } from '../../safety/subjects/columns';
import type { EngineContext } from '../engineContext';
import { weightsBudget } from '../weightsBudget';
import { cacheBytes } from './kvCache';
import { cacheBudget } from './limits';
import { precisionOrder, precisionSizes, type PrecisionSizes } from './precisionSizes';

/** @returns null where no checkpoint runs here. @throws GuardrailError what opening one throws */
export async function planPrecision(
  context: Pick<EngineContext, 'open' | 'settings'>,
  spec: ComparisonSpec,
  signal: AbortSignal,
): Promise<PrecisionPlan | null> {
  const subjects = subjectsOf(spec);
  const first = subjects.find((ref) => ref.kind === 'checkpoint');
  if (first === undefined) return null;
  const read: PrecisionSizes[] = [];
  for (const path of new Set(subjects.flatMap(weightsPath))) {
    read.push(await precisionSizes(path, (ref) => context.open(ref, signal)));
  }
  const { memoryLimit } = context.settings;
  const available = memoryLimit ?? 0.8 * totalmem();
  const estimates = precisionOrder.flatMap((precision): PrecisionEstimate[] => {
    const sizes = read.flatMap((one) => one.sizes.get(precision) ?? []);
    if (sizes.length < read.length) return [];
    const together = sizes.reduce((sum, { memory }) => sum + memory, 0);
    const largest = Math.max(...sizes.map(({ memory }) => memory));
    const budget = weightsBudget(memoryLimit);
    // What does not fit together answers in turns.
    const weights = together <= budget ? together : largest;
    const disk = sizes.reduce((sum, size) => sum + size.disk, 0);
    const memory = weights + keysAndValues(read, spec, cacheBudget(memoryLimit, weights));
    return [{ precision, memory, disk, fits: memory <= available }];
  });
  return {
    chosen: first.precision ?? 'exact',
    estimates,
    available,
    advised: estimates.find(({ fits }) => fits)?.precision ?? null,
  };
}

/** Whose weights a subject is computed with: an adapter's are its base's. */
function weightsPath(ref: SubjectRef): string[] {
  return ref.kind === 'checkpoint' ? [ref.basePath ?? ref.path] : [];
}

/** A full batch at its longest, as far as the budget lets it grow. */
function keysAndValues(
  read: readonly PrecisionSizes[],
  { settings }: ComparisonSpec,
  budget: number,
): number {
  const tokens = promptRoom + settings.maxNewTokens;
  const batches = read.map(
    ({ config }) => settings.batchSize * cacheBytes(config, Math.min(config.contextLength, tokens)),
  );
  return Math.min(budget, Math.max(...batches));
}
