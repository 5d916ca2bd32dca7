// Which precision the checkpoints of a comparison fit into memory in, and how long they answer in it, before anything is loaded.
// Knows their sizes, no weights.
import { totalmem } from 'node:os';
import type { ComparisonSpec } from '../../protocol/comparison';
import type { Precision } from '../../protocol/checkpoints';
import type { PrecisionEstimate, PrecisionPlan } from '../../protocol/forecast';
import type { SubjectRef } from '../../protocol/subjects';
import { promptRoom } from '../../safety/comparability/settingsRules';
import { subjectsOf } from '../../safety/subjects/columns';
import { planPrompts } from '../comparison/planPrompts';
import type { EngineContext } from '../engineContext';
import { loadSuites } from '../suites/suiteCatalog';
import { weightsBudget } from '../weightsBudget';
import { cacheBytes } from './kvCache';
import { cacheBudget } from './limits';
import { basisOf, timeOf, type AnswersAhead, type ProductRates } from './planTime';
import { precisionOrder, precisionSizes, type PrecisionSizes } from './precisionSizes';
import { productRate } from './productTime';

/** @returns null where no checkpoint runs here. @throws GuardrailError what opening one throws */
export async function planPrecision(
  context: Pick<EngineContext, 'open' | 'settings'>,
  spec: ComparisonSpec,
  signal: AbortSignal,
): Promise<PrecisionPlan | null> {
  const subjects = subjectsOf(spec);
  const first = subjects.find((ref) => ref.kind === 'checkpoint');
  if (first === undefined) return null;
  const byPath = new Map<string, PrecisionSizes>();
  for (const path of new Set(subjects.flatMap(weightsPath))) {
    byPath.set(path, await precisionSizes(path, (ref) => context.open(ref, signal)));
  }
  const read = [...byPath.values()];
  const { memoryLimit, mediaFolder, threads } = context.settings;
  const prompts = planPrompts(await loadSuites(spec.suites, mediaFolder), spec);
  const each = prompts.length * spec.settings.samples;
  // Of the base twice where a control is asked.
  const asked = [...(spec.control ? [spec.base] : []), ...subjects].flatMap(
    (ref) => byPath.get(weightsPath(ref)[0] ?? '') ?? [],
  );
  const ahead: AnswersAhead = {
    answers: asked.map((sizes) => ({ sizes, count: each })),
    maxNewTokens: spec.settings.maxNewTokens,
  };
  const rows = Math.max(1, Math.min(spec.settings.batchSize, each));
  const rates = await ratesAt(rows, threads);
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
    const seconds = timeOf(ahead, ratesOf(rates, precision), (one) => one.sizes.get(precision));
    return [{ precision, memory, disk, fits: memory <= available, seconds }];
  });
  const chosen = first.precision ?? 'exact';
  const { float32, blocks } = ratesOf(rates, chosen);
  return {
    chosen,
    estimates,
    available,
    advised: estimates.find(({ fits }) => fits)?.precision ?? null,
    basis: basisOf(ahead, rows, chosen === 'exact' ? float32 : blocks),
  };
}

interface RatesAt {
  readonly float32: number;
  readonly native: number;
  readonly fast: number;
}

/** What products reach just now, a tenth of a second of them. */
async function ratesAt(rows: number, threads: number | undefined): Promise<RatesAt> {
  const product = { executionProvider: 'cpu', threads, rows };
  return {
    float32: await productRate({ ...product, blocks: null }),
    native: await productRate({ ...product, blocks: {} }),
    fast: await productRate({ ...product, blocks: { activations: 'int8' } }),
  };
}

function ratesOf({ float32, native, fast }: RatesAt, precision: Precision): ProductRates {
  return { float32, blocks: precision === 'fast' ? fast : native };
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
