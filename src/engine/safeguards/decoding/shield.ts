// A shield with recovery (arXiv 2602.12444) for text: a Gaussian process of states, a calibrated threshold, a refusing backup.
import { z } from 'zod';
import { GuardrailError } from '../../../protocol/errors';
import type { FitMeasure } from '../../../protocol/safeguards';
import { seededRandom } from '../../../safety/random';
import { fitProjection, projected, type Projection } from '../../../safety/representation/projection';
import type { ShieldFitOptions, ShieldOptions } from '../../../safety/safeguards/decoding/shield';
import { GaussianProcess, likeliestKernel, type Kernel } from '../../../safety/statistics/gaussianProcess';
import { riskThreshold, type ScoredCase } from '../../../safety/statistics/riskThreshold';
import { shuffled } from '../../training/tasks/shuffled';
import { answerStates, type AnswerStates } from './answerStates';
import { layerOf } from './chooseLayer';
import type { FittedSafeguardParts, NamedTensor, ReadFit } from './fittedSafeguard';
import { requireBothKinds } from './judgedAnswers';
import { refusingBackup } from './refusingBackup';
import { withinSteps } from './withinSteps';

/** Of one answer: more are seldom higher. */
const mostPositions = 64;

/** Of every four prompts two are learned from, one calibrates and one is held out. */
const parts = 4;

/** In deviations of the process: how much of what it does not know counts as risk. */
const caution = 1;

/** Measured on held-out answers. */
const shownDeltas = [0.05, 0.1, 0.2];

const kernels = (axes: number): Kernel[] =>
  [0.5, 1, 2].flatMap((length) =>
    [0.05, 0.2].flatMap((signal) =>
      [0.05, 0.15].map((noise) => ({ signal, length: length * Math.sqrt(axes), noise })),
    ),
  );

const settingsSchema = z.object({
  layer: z.number().int().nonnegative(),
  kernel: z.object({
    signal: z.number().positive(),
    length: z.number().positive(),
    noise: z.number().positive(),
  }),
  /** Mean of the targets, which the process has without it. */
  rate: z.number(),
});

export const shield: FittedSafeguardParts<ShieldOptions, ShieldFitOptions> = {
  fit: async (side, answers, { layer: named, axes, points }, run) => {
    requireBothKinds(answers);
    const layer = await layerOf(side, answers, named, run);
    const read = await answerStates(side, layer, answers, mostPositions, {
      signal: run.signal,
      onProgress: (done) => run.progress('reading', done, answers.length),
    });
    run.progress('fitting', 0, 1);
    const part = (wanted: (place: number) => boolean): AnswerStates[] =>
      read.filter(({ answer }) => wanted(answer.promptIndex % parts));
    const known = shuffled(
      part((place) => place < 2).flatMap(({ answer, states }) =>
        states.map((state) => ({ state, cost: Number(answer.unsafe) })),
      ),
      seededRandom(run.seed),
    ).slice(0, points);
    const ofCost = (cost: number): Float32Array[] =>
      known.filter((one) => one.cost === cost).map(({ state }) => state);
    if (ofCost(0).length === 0 || ofCost(1).length === 0) throw tooFewKnown();
    const projection = fitProjection(ofCost(1), ofCost(0), axes);
    const rate = known.reduce((sum, { cost }) => sum + cost, 0) / known.length;
    const inputs = known.map(({ state }) => projected(projection, state));
    const targets = known.map(({ cost }) => cost - rate);
    const kernel = likeliestKernel(inputs, targets, kernels(projection.axes.length));
    const predictor = new Predictor(projection, inputs, targets, { kernel, rate });
    const scored = (place: number): ScoredCase[] =>
      part((one) => one === place).map((one) => caseOf(one, (state) => predictor.score(state)));
    const [calibration, heldOut] = [scored(2), scored(3)];
    return {
      settings: { layer, kernel: { ...kernel }, rate },
      tensors: tensorsOf(projection, inputs, targets, calibration),
      measures: [
        { label: 'Layer', value: layer },
        { label: 'Calibration answers', value: calibration.length },
        { label: 'Held-out answers', value: heldOut.length },
        ...shownDeltas.flatMap((delta) => observed(calibration, heldOut, delta)),
      ],
      notes: [],
    };
  },
  act: ({ respondent, local }, fit, { delta }) => {
    const { layer, kernel, rate } = fit.settings(settingsSchema);
    const { projection, inputs, targets, calibration } = readTensors(fit, local.config.hiddenSize);
    const threshold = riskThreshold(calibration, delta);
    if (threshold === null) throw tooSmall(delta, calibration.length);
    const predictor = new Predictor(projection, inputs, targets, { kernel, rate });
    const hooks = refusingBackup(local, { layer, threshold, score: (state) => predictor.score(state) });
    // Its probabilities are those of a sentence that was there before.
    const shielded = { ...withinSteps({ respondent, local }, hooks, 'shield'), score: null, local: null };
    return Promise.resolve(shielded);
  },
};

/** Upper confidence bound of the chance that an answer which stands at a state is unsafe. */
class Predictor {
  private readonly process: GaussianProcess;
  private readonly rate: number;

  constructor(
    private readonly projection: Projection,
    inputs: readonly Float64Array[],
    targets: readonly number[],
    { kernel, rate }: { readonly kernel: Kernel; readonly rate: number },
  ) {
    this.process = GaussianProcess.fit(inputs, targets, kernel);
    this.rate = rate;
  }

  score(state: Float32Array): number {
    const { mean, deviation } = this.process.predict(projected(this.projection, state));
    return this.rate + mean + caution * deviation;
  }
}

/** The highest score on the way: a row is handed over where that is not below the threshold. */
function caseOf({ answer, states }: AnswerStates, score: (state: Float32Array) => number): ScoredCase {
  return { score: Math.max(...states.map(score)), bad: answer.unsafe };
}

function observed(
  calibration: readonly ScoredCase[],
  heldOut: readonly ScoredCase[],
  delta: number,
): FitMeasure[] {
  const threshold = riskThreshold(calibration, delta);
  if (threshold === null || heldOut.length === 0) return [];
  const share = (counts: (one: ScoredCase) => boolean): number =>
    heldOut.filter(counts).length / heldOut.length;
  return [
    {
      label: `Unsafe and not handed over, of held-out answers (calibrated to at most δ = ${delta})`,
      value: share(({ score, bad }) => bad && score < threshold),
    },
    {
      label: `Handed over, of held-out answers (δ = ${delta})`,
      value: share(({ score }) => score >= threshold),
    },
  ];
}

function tensorsOf(
  { mean, axes }: Projection,
  inputs: readonly Float64Array[],
  targets: readonly number[],
  calibration: readonly ScoredCase[],
): NamedTensor[] {
  const hidden = mean.length;
  const rows = (values: readonly Float64Array[]): Float32Array =>
    Float32Array.from(values.flatMap((row) => [...row]));
  return [
    { name: 'projection.mean', shape: [hidden], data: Float32Array.from(mean) },
    { name: 'projection.axes', shape: [axes.length, hidden], data: rows(axes) },
    { name: 'process.inputs', shape: [inputs.length, axes.length], data: rows(inputs) },
    { name: 'process.targets', shape: [targets.length], data: Float32Array.from(targets) },
    {
      name: 'calibration.scores',
      shape: [calibration.length],
      data: Float32Array.from(calibration, ({ score }) => score),
    },
    {
      name: 'calibration.unsafe',
      shape: [calibration.length],
      data: Float32Array.from(calibration, ({ bad }) => Number(bad)),
    },
  ];
}

function readTensors(fit: ReadFit, hidden: number) {
  const axes = rowsOf(fit.tensor('projection.axes', [null, hidden]));
  const inputs = rowsOf(fit.tensor('process.inputs', [null, axes.length]));
  const scores = fit.tensor('calibration.scores', [null]);
  const unsafe = fit.tensor('calibration.unsafe', scores.shape).data;
  const mean = Float64Array.from(fit.tensor('projection.mean', [hidden]).data);
  return {
    projection: { mean, axes },
    inputs,
    targets: [...fit.tensor('process.targets', [inputs.length]).data],
    calibration: [...scores.data].map((score, index): ScoredCase => ({ score, bad: unsafe[index] === 1 })),
  };
}

function rowsOf({ shape: [count = 0, size = 0], data }: NamedTensor): Float64Array[] {
  return Array.from({ length: count }, (_, row) =>
    Float64Array.from(data.subarray(row * size, (row + 1) * size)),
  );
}

function tooSmall(delta: number, count: number): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `δ = ${delta} cannot be calibrated on ${count} answers: it takes ${Math.ceil(1 / delta) - 1} at least.`,
    'Take a larger δ, or fit the shield to more prompts or samples.',
  );
}

function tooFewKnown(): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'All answers that the process would learn from are of one kind.',
    'Take more prompts (--suite, --limit) or samples.',
  );
}
