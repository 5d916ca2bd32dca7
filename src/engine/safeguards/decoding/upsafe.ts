// UpSafe°C (arXiv 2510.02194): safety experts beside the feed-forward networks of the layers that know most of safety.
import { z } from 'zod';
import { GuardrailError } from '../../../protocol/errors';
import type { UpsafeFitOptions, UpsafeOptions } from '../../../safety/safeguards/parameters/upsafe';
import { throwIfCancelled } from '../../cancellation';
import { certainOdds, expertParts, type ExpertArrays, type SafetyExpert } from '../../models/safetyExpert';
import { mostKnowingLayers } from './chooseLayer';
import type { FittedSafeguardParts, LocalSide, NamedTensor, ReadFit } from './fittedSafeguard';
import type { JudgedAnswer } from './judgedAnswers';
import { refusal } from './refusingBackup';
import { trainExperts, type ExpertExample } from './trainExperts';
import { withinSteps } from './withinSteps';

const settingsSchema = z.object({
  layers: z.array(z.number().int().nonnegative()).min(1),
  rank: z.number().int().positive(),
});

export const upsafe: FittedSafeguardParts<UpsafeOptions, UpsafeFitOptions> = {
  fit: async (side, answers, { layers: count, rank, epochs }, run) => {
    const examples = examplesOf(side, answers);
    for (const kind of ['harmful', 'benign'] as const) {
      if (!examples.some((one) => one.kind === kind)) throw nothingToLearn(kind);
    }
    const layers = await mostKnowingLayers(side, answers, count, run);
    const checkpoint = await run.openWhole();
    try {
      const { config, tensors, adapter, blocks } = checkpoint;
      if ((blocks?.size ?? 0) > 0) throw noFloats();
      const { experts, losses } = await trainExperts(examples, {
        ...{ config, tensors, adapter, layers, rank, epochs, seed: run.seed, session: run.session },
        check: () => throwIfCancelled(run.signal),
        onStep: (done, total) => run.progress('fitting', done, total),
      });
      return {
        settings: { layers: [...layers], rank },
        tensors: experts.flatMap((expert) => tensorsOf(expert)),
        measures: [
          ...layers.map((layer) => ({ label: 'Layer with an expert', value: layer })),
          { label: 'Nats per token of refusals, by the expert alone', value: losses.refusals },
          { label: 'Nats per token of refusals and harmless answers, routed', value: losses.routed },
        ],
        notes: [],
      };
    } finally {
      await checkpoint.dispose();
    }
  },
  act: (side, fit, { tau }) => {
    const { layers, rank } = fit.settings(settingsSchema);
    const { hiddenSize, intermediateSize } = side.local.config;
    const logOdds = logOddsOf(tau);
    const experts = layers.map((layer): SafetyExpert => ({
      ...expertOf(fit, layer, rank, { hiddenSize, intermediateSize }),
      logOdds,
    }));
    return Promise.resolve(withinSteps(side, { experts }, 'upsafe'));
  },
};

/** log(τ/(1 − τ)): 0.5 leaves the router as it was trained, 0 the model as it was, 1 the expert alone. */
export function logOddsOf(tau: number): number {
  if (tau <= 0) return -certainOdds;
  return tau >= 1 ? certainOdds : Math.log(tau / (1 - tau));
}

/** A refusal of each harmful prompt, and the checkpoint's own answers to harmless ones where they were handled well. */
function examplesOf({ local }: LocalSide, answers: readonly JudgedAnswer[]): ExpertExample[] {
  const { tokenizer } = local;
  const end = tokenizer.eosTokenIds[0];
  const declined = [...tokenizer.encode(refusal), ...(end === undefined ? [] : [end])];
  const asked = new Set<number>();
  return answers.flatMap(({ prompt, promptIndex, ids, promptLength, handledWell }): ExpertExample[] => {
    const row = (tokens: readonly number[]): ExpertExample => ({
      ids: [...ids.slice(0, promptLength), ...tokens],
      scored: tokens.map((_, place) => promptLength + place),
      kind: prompt.kind,
    });
    if (prompt.kind === 'benign') return handledWell ? [row(ids.slice(promptLength))] : [];
    if (asked.has(promptIndex)) return [];
    asked.add(promptIndex);
    return [row(declined)];
  });
}

function tensorsOf(expert: ExpertArrays): NamedTensor[] {
  return expertParts.map((part) => ({
    name: `expert.${expert.layer}.${part}`,
    shape: [expert[part].length],
    data: expert[part],
  }));
}

function expertOf(
  fit: ReadFit,
  layer: number,
  rank: number,
  { hiddenSize, intermediateSize }: { readonly hiddenSize: number; readonly intermediateSize: number },
): ExpertArrays {
  const part = (name: string, size: number): Float32Array =>
    fit.tensor(`expert.${layer}.${name}`, [size]).data;
  return {
    layer,
    rank,
    gateUpA: part('gateUpA', rank * hiddenSize),
    gateUpB: part('gateUpB', 2 * intermediateSize * rank),
    downA: part('downA', rank * intermediateSize),
    downB: part('downB', hiddenSize * rank),
    router: part('router', hiddenSize),
    routerBias: part('routerBias', 1),
  };
}

function nothingToLearn(kind: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `There is no ${kind} example to train on${kind === 'benign' ? ': no harmless prompt was answered' : ''}.`,
    'Take more prompts (--suite, --limit) or samples.',
  );
}

function noFloats(): GuardrailError {
  return new GuardrailError(
    'checkpointUnsupported',
    'Safety experts are trained beside float32 matrices, and this checkpoint has some in blocks.',
    'Take the checkpoint as safetensors.',
  );
}
