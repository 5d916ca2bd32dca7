// The unrolled safety layer (arXiv 2212.05727): a critic of the residual stream, and a correction of it in the graph.
import { z } from 'zod';
import { moments } from '../../../safety/representation/layerProbe';
import { separability } from '../../../safety/representation/refusalDirection';
import type { UslFitOptions, UslOptions } from '../../../safety/safeguards/decoding/usl';
import { throwIfCancelled } from '../../cancellation';
import type { CostCritic } from '../../models/criticCorrection';
import { answerStates, type AnswerStates } from './answerStates';
import { layerOf } from './chooseLayer';
import { predictedCost, trainCostCritic, type CostRows } from './costCritic';
import type { FittedSafeguardParts, NamedTensor, ReadFit } from './fittedSafeguard';
import { requireBothKinds } from './judgedAnswers';
import { withinSteps } from './withinSteps';

/** Of one answer: near ones are alike. */
const mostPositions = 16;

/** Every fourth prompt says how good the critic is. */
const heldOutEvery = 4;

const settingsSchema = z.object({
  layer: z.number().int().nonnegative(),
  /** Root mean square of the stream's standard deviations: the unit of η. */
  deviation: z.number().positive(),
});

export const usl: FittedSafeguardParts<UslOptions, UslFitOptions> = {
  fit: async (side, answers, { layer: named, width }, run) => {
    requireBothKinds(answers);
    const { signal } = run;
    const layer = await layerOf(side, answers, named, run);
    const read = await answerStates(side, layer, answers, mostPositions, {
      signal,
      onProgress: (done) => run.progress('reading', done, answers.length),
    });
    const isHeldOut = ({ answer }: AnswerStates): boolean => answer.promptIndex % heldOutEvery === 0;
    const rows = rowsOf(read.filter((one) => !isHeldOut(one)));
    const critic = trainCostCritic(rows, {
      width,
      seed: run.seed,
      check: () => throwIfCancelled(signal),
      onStep: (done, total) => run.progress('fitting', done, total),
    });
    const held = rowsOf(read.filter(isHeldOut));
    const predicted = held.states.map((state) => predictedCost(critic, state));
    const ofCost = (cost: number): number[] => predicted.filter((_, index) => held.costs[index] === cost);
    const { scale } = moments(rows.states, side.local.config.hiddenSize);
    const deviation = Math.sqrt(scale.reduce((sum, value) => sum + value * value, 0) / scale.length);
    return {
      settings: { layer, deviation },
      tensors: tensorsOf(critic, side.local.config.hiddenSize),
      measures: [
        { label: 'Layer', value: layer },
        { label: 'States fitted on', value: rows.states.length },
        { label: 'Held-out states', value: held.states.length },
        ...(ofCost(0).length === 0 || ofCost(1).length === 0
          ? []
          : [
              {
                label: 'Separability of held-out states (1 tells all, 0.5 nothing)',
                value: separability(ofCost(1), ofCost(0)),
              },
            ]),
      ],
      notes: [],
    };
  },
  act: ({ respondent, local }, fit, { delta, eta, steps }) => {
    const { layer, deviation } = fit.settings(settingsSchema);
    const correction = {
      layer,
      critic: criticOf(fit, local.config.hiddenSize),
      threshold: delta,
      stepSize: eta * deviation,
      steps,
    };
    return Promise.resolve(withinSteps({ respondent, local }, { corrections: [correction] }, 'usl'));
  },
};

function rowsOf(read: readonly AnswerStates[]): CostRows {
  return {
    states: read.flatMap(({ states }) => states),
    costs: read.flatMap(({ answer, states }) => states.map(() => Number(answer.unsafe))),
  };
}

function tensorsOf(
  { width, first, firstBias, second, secondBias }: CostCritic,
  hidden: number,
): NamedTensor[] {
  return [
    { name: 'critic.first', shape: [width, hidden], data: first },
    { name: 'critic.first_bias', shape: [width], data: firstBias },
    { name: 'critic.second', shape: [width], data: second },
    { name: 'critic.second_bias', shape: [1], data: Float32Array.of(secondBias) },
  ];
}

function criticOf(fit: ReadFit, hidden: number): CostCritic {
  const first = fit.tensor('critic.first', [null, hidden]);
  const width = first.shape[0] ?? 0;
  return {
    width,
    first: first.data,
    firstBias: fit.tensor('critic.first_bias', [width]).data,
    second: fit.tensor('critic.second', [width]).data,
    secondBias: fit.tensor('critic.second_bias', [1]).data[0] ?? 0,
  };
}
