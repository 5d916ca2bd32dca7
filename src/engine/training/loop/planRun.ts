// What a run will take, from a trial of its first step: time, tokens, memory, disk, and an answer to look at.
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { TrainingPlan, TrainingSample } from '../../../protocol/training';
import { roundUpToBlock, cacheBytes } from '../../generation/kvCache';
import { weightBytes } from '../../generation/limits';
import type { RunSettings } from '../config/runSettings';
import type { TrainSession } from './openSession';
import { mean } from './stepMetrics';
import type { Trial } from './trial';

/** A row of completions_<step>.jsonl besides its texts, and bytes of text by token: both on the generous side. */
const rolloutRowBytes = 300;
const bytesPerToken = 6;

/**
 * @param folder where the run writes, or will: its file system is asked for room
 * @throws GuardrailError cancelled, memoryLimit, checkpointCorrupt where the model computes NaN.
 */
export async function planRun(session: TrainSession, folder: string): Promise<TrainingPlan> {
  const trial = await session.method.trial(session);
  const { settings, method, maxSteps: steps, heldOut, remarks, order } = session;
  const shape = shapeOf(session, trial);
  const measuring = measuringSeconds(session, trial, shape);
  const stepsSeconds = (length: number): number => steps * stepSeconds(settings, trial, shape, length);
  return {
    steps,
    perStep: shape.completions > 0 ? shape.completions * shape.stages.length : method.itemsPerStep,
    items: order.size,
    heldOut: heldOut.length,
    remarks,
    seconds: {
      asSeen: stepsSeconds(shape.seenLength) + measuring.asSeen,
      atMost: stepsSeconds(Infinity) + measuring.atMost,
      measuring: measuring.asSeen,
    },
    tokens:
      shape.completions === 0
        ? null
        : {
            asSeen: Math.round(steps * shape.completions * answerTokens(shape, shape.seenLength)),
            atMost: steps * shape.completions * answerTokens(shape, Infinity),
          },
    memory: memoryOf(session, trial, shape),
    disk: { needed: diskBytes(session, shape), free: await freeBytes(folder) },
    sample: sampleOf(trial, shape.limit),
  };
}

interface Shape {
  /** Prompts that are sampled in a step, each as often as the algorithm says; 0 where none are. */
  readonly completions: number;
  readonly decodedTogether: number;
  /** Of a completion, and what is sampled behind it. */
  readonly stages: readonly StageShape[];
  /** Most tokens of a completion, and their mean so far. */
  readonly limit: number;
  readonly seenLength: number;
}

interface StageShape {
  /** Tokens in its prompt besides all before it. */
  readonly askedTokens: number;
  /** Most tokens; null: those of a completion. */
  readonly limit: number | null;
}

function shapeOf({ settings: { method }, safeguards, base }: TrainSession, { looked }: Trial): Shape {
  const [first] = looked;
  if (method.kind === 'offline' || first === undefined) {
    return { completions: 0, decodedTogether: 0, stages: [], limit: 0, seenLength: 0 };
  }
  return {
    completions: method.promptsPerStep * method.generations,
    decodedTogether: method.sampling.batchSize,
    stages: [
      { askedTokens: first.completion.prompt.promptIds.length, limit: null },
      ...safeguards
        .stages()
        .map(({ asked, limit }) => ({ askedTokens: base.tokenizer.encode(asked).length, limit })),
    ],
    limit: method.sampling.maxNewTokens,
    seenLength: mean(looked.map(({ completion }) => completion.generated.tokenIds.length)),
  };
}

interface Row {
  /** Tokens. */
  readonly prompt: number;
  readonly answer: number;
}

/** Of one completion and what follows it, none longer than `length` tokens. */
function rowsOf({ stages, limit: whole }: Shape, length: number): Row[] {
  let before = 0;
  return stages.map(({ askedTokens, limit }) => {
    const prompt = before + askedTokens;
    const answer = Math.min(length, limit ?? whole);
    before = prompt + answer;
    return { prompt, answer };
  });
}

function answerTokens(shape: Shape, length: number): number {
  return rowsOf(shape, length).reduce((sum, { answer }) => sum + answer, 0);
}

function rowTokens(shape: Shape, length: number): number {
  return rowsOf(shape, length).reduce((sum, { prompt, answer }) => sum + prompt + answer, 0);
}

/** With answers of at most `length` tokens. */
function stepSeconds({ method }: RunSettings, trial: Trial, shape: Shape, length: number): number {
  if (method.kind === 'offline') return trial.learningSeconds * trial.rowTokens * method.batchSize;
  const { completions } = shape;
  const sampled = completions * answerTokens(shape, length);
  const sampling = trial.tokensPerSecond === null ? 0 : sampled / trial.tokensPerSecond;
  const rewards = completions * shape.stages.length * trial.rewardSeconds;
  const learning = completions * rowTokens(shape, length) * trial.learningSeconds * method.iterations;
  return sampling + rewards + learning;
}

/** Evaluations and probes; 0 where the speed of sampling is not known. */
function measuringSeconds(
  { settings, heldOut, probePrompts, maxSteps }: TrainSession,
  { tokensPerSecond }: Trial,
  { seenLength, limit, stages }: Shape,
): { readonly asSeen: number; readonly atMost: number } {
  const { evaluation, probe } = settings;
  if (tokensPerSecond === null) return { asSeen: 0, atMost: 0 };
  const tokensOf = (longest: (own: number) => number): number => {
    const evaluated =
      evaluation === null
        ? 0
        : times(evaluation.steps, maxSteps) *
          heldOut.length *
          evaluation.generations *
          longest(evaluation.maxCompletionLength);
    const probed =
      probe === null ? 0 : times(probe.steps, maxSteps) * probePrompts.length * longest(probe.maxNewTokens);
    return evaluated + probed;
  };
  const through = (longest: number) => (own: number) =>
    stages.reduce((sum, stage) => sum + Math.min(stage.limit ?? own, longest), 0);
  return {
    asSeen: tokensOf(through(seenLength < limit ? seenLength : Infinity)) / tokensPerSecond,
    atMost: tokensOf(through(Infinity)) / tokensPerSecond,
  };
}

/** At the start, every so many steps, and at the end. */
function times(every: number, steps: number): number {
  return 1 + Math.ceil(steps / every);
}

function memoryOf({ base, settings }: TrainSession, trial: Trial, shape: Shape): TrainingPlan['memory'] {
  const now = process.memoryUsage.rss();
  const rows = Math.min(shape.completions, shape.decodedTogether);
  const cacheAt = (length: number): number => rows * cacheBytes(base.config, roundUpToBlock(length));
  const [looked, last] = [
    rowsOf(shape, Math.min(trial.lookLimit, shape.seenLength))[0],
    rowsOf(shape, Infinity).at(-1),
  ];
  const cache =
    looked === undefined || last === undefined
      ? 0
      : cacheAt(last.prompt + last.answer) - cacheAt(looked.prompt + looked.answer);
  // What the update took grows with the tokens of a pass.
  const passTokens = Math.min(
    settings.microBatchTokens,
    Math.max(1, trial.rowTokens * Math.max(1, trial.looked.length)),
  );
  const growth =
    Math.max(0, trial.memory.after - trial.memory.before) * (settings.microBatchTokens / passTokens - 1);
  // Whole weights are written and loaded anew for each use.
  const policy = settings.parameters.kind === 'full' ? weightBytes(base) : 0;
  return { now, atMost: Math.round(now + cache + Math.max(0, growth) + policy), machine: totalmem() };
}

/** Checkpoints that are there at once (one more while it is written), and every step's completions. */
function diskBytes({ settings, model, base, maxSteps, average }: TrainSession, shape: Shape): number {
  const trained = model.trainables.reduce((sum, { data }) => sum + data.length, 0);
  const weights =
    settings.parameters.kind === 'full'
      ? (weightBytes(base) / weightBytesOverhead) * (settings.save.dtype === 'bfloat16' ? 0.5 : 1)
      : trained * 4;
  const checkpoint = weights + trained * 4 * (average === null ? 3 : 4);
  const saved = Math.min(Math.ceil(maxSteps / settings.save.steps), settings.save.keep + 1) + 1;
  const texts =
    shape.completions * (shape.stages.length * rolloutRowBytes + rowTokens(shape, Infinity) * bytesPerToken);
  return Math.round(saved * checkpoint + maxSteps * texts);
}

/** weightBytes counts the runtime's workspace too. */
const weightBytesOverhead = 1.3;

async function freeBytes(folder: string): Promise<number | null> {
  const room = await statfs(folder).catch(() => null);
  return room === null ? null : room.bavail * room.bsize;
}

/** The first that ended, else the first. */
function sampleOf({ looked }: Trial, limit: number): TrainingSample | null {
  const shown = looked.find(({ completion }) => completion.generated.finishReason !== 'length') ?? looked[0];
  if (shown === undefined) return null;
  const { completion, answer } = shown;
  const { text, tokenIds, finishReason } = completion.generated;
  return {
    prompt: completion.prompt.rendered,
    answer: text,
    tokens: tokenIds.length,
    cut: finishReason !== 'length' ? null : tokenIds.length >= limit ? 'limit' : 'look',
    rewards: answer?.rewards ?? {},
    reward: answer?.reward ?? null,
  };
}
