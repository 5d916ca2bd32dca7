// One optimisation step: gradients of all its rows in micro-batches, clipping, AdamW, average.
import { throwIfCancelled } from '../../cancellation';
import { lossFeeds } from '../losses/lossFeeds';
import { planBatches } from '../model/planBatches';
import type { TrainingSequence } from '../model/trainingModel';
import { clipGradients } from '../optimizer/gradientNorm';
import { learningRateFactor } from '../optimizer/learningRate';
import type { Metrics } from '../run/metrics';
import { notFiniteStep } from './notFiniteStep';
import type { TrainSession } from './openSession';
import type { OnPause } from './trainMethod';

/** What is never split between passes: a sequence, or sequences with a common loss. */
export interface TrainUnit {
  readonly sequences: readonly TrainingSequence[];
  /** Trained tokens of all sequences. */
  readonly length: number;
  /** The loss's inputs: [length] for a token input, [1] for a row input. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
}

export interface OptimiseResult {
  readonly metrics: Metrics;
  /** Tokens that went through the model, padding aside. */
  readonly tokens: number;
}

/** More than any optimisation step has. */
const passesPerUpdate = 1_000_000;

export interface OptimiseOptions {
  readonly step: number;
  /** Optimiser steps made before this one. */
  readonly updates: number;
  /** Whether stopping may give this step up: nothing of it has reached the parameters yet. */
  readonly interruptible: boolean;
  readonly onPause: OnPause;
}

/**
 * With the gradients of the session's loss; `units` have weights such that sums over all of them are the step's means.
 * @throws NotFiniteError, with the parameters as they were before; GuardrailError memoryLimit, cancelled (only where `interruptible`).
 */
export async function optimise(
  session: TrainSession,
  units: readonly TrainUnit[],
  options: OptimiseOptions,
): Promise<OptimiseResult> {
  const { optimizer, gradients, average, settings } = session;
  const { metrics, tokens, scored } = await addGradients(session, units, options);
  metrics['entropy'] = (metrics['entropy'] ?? 0) / Math.max(1, scored);
  const norm = clipGradients(gradients, settings.optimizer.maxGradNorm);
  const trouble = notFiniteStep({ step: options.step, loss: metrics['loss'] ?? NaN, gradientNorm: norm });
  if (trouble !== null) throw trouble;
  const { learningRate, schedule, warmupSteps } = settings.optimizer;
  const factor = learningRateFactor(
    { kind: schedule, warmupSteps, totalSteps: session.totalUpdates },
    options.updates,
  );
  optimizer.step(gradients, learningRate * factor);
  average?.update();
  return { metrics: { ...metrics, grad_norm: norm, learning_rate: learningRate * factor }, tokens };
}

/** Sums over all units, their gradients in the session's buffers; the parameters stay as they are. */
export async function addGradients(
  { safeguards, objective, model, gradients, control, settings, totalUpdates }: TrainSession,
  given: readonly TrainUnit[],
  options: Pick<OptimiseOptions, 'updates' | 'interruptible' | 'onPause'>,
): Promise<OptimiseResult & { readonly scored: number }> {
  for (const gradient of gradients) gradient.fill(0);
  const metrics: Metrics = { loss: 0, entropy: 0 };
  let tokens = 0;
  let scored = 0;
  const { units, shared } = await safeguards.feed(given, {
    updates: options.updates,
    totalUpdates,
    ...(options.interruptible ? { signal: control.signal } : {}),
  });
  const batches = planBatches(
    units.map(({ sequences }) => sequences),
    settings.microBatchTokens,
  );
  for (const [index, batch] of batches.entries()) {
    if (options.interruptible) throwIfCancelled(control.signal);
    await control.whilePaused(options.onPause);
    const chosen = batch.units.flatMap((unit) => units[unit] ?? []);
    // Dropout depends on the place in the run alone, so that a resumed run draws the same.
    const dropoutSeed = options.updates * passesPerUpdate + index;
    const pass = await model.accumulate(
      batch.rows,
      lossFeeds(objective, chosen, shared),
      gradients,
      dropoutSeed,
    );
    add(metrics, { ...pass.metrics, loss: pass.loss, entropy: pass.entropySum });
    tokens += batch.rows.ids.reduce((sum, ids) => sum + ids.length, 0);
    scored += chosen.reduce((sum, unit) => sum + unit.length, 0);
  }
  return { metrics, tokens, scored };
}

function add(sums: Metrics, values: Readonly<Metrics>): void {
  for (const [name, value] of Object.entries(values)) sums[name] = (sums[name] ?? 0) + value;
}
