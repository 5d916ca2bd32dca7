// The look at an online run: a group of completions of one prompt, their rewards, and the gradients of them alone.
import type { OnlineSettings } from '../config/runSettings';
import { mergeInputs } from '../losses/lossFeeds';
import type { EncodedItem } from './encodedItems';
import { scoreSamples, trainUnit, type Sample } from './onlineSamples';
import { addGradients } from './optimise';
import type { TrainSession } from './openSession';
import { sampleCompletions, verifierInput, type Completion } from './sampleCompletions';
import { mean } from './stepMetrics';
import { timed, type Trial } from './trial';

/** Tokens by which speed is measured, and seconds that looking at whole answers may take. */
const speedTokens = 16;
const lookSeconds = 8;

export async function onlineTrial(
  session: TrainSession,
  online: OnlineSettings,
  items: readonly EncodedItem[],
): Promise<Trial> {
  const { generations, sampling } = online;
  const limit = sampling.maxNewTokens;
  const together = Math.max(
    1,
    Math.floor(Math.min(online.promptsPerStep * generations, sampling.batchSize) / generations),
  );
  const prompts = session.order.take(0, together).flatMap((index) => items[index] ?? []);
  const short = Math.min(limit, speedTokens);
  const group = await timed(() => sample(session, online, prompts.slice(0, 1), short));
  const speeds = [speedOf(group.result, group.seconds)];
  if (together > 1 && group.seconds * together < lookSeconds) {
    const all = await timed(() => sample(session, online, prompts, short));
    speeds.push(speedOf(all.result, all.seconds));
  }
  const passes = Math.floor((lookSeconds / group.seconds) * short);
  const lookLimit = Math.min(limit, Math.max(short, passes));
  const looked =
    lookLimit === short ? group.result : await sample(session, online, prompts.slice(0, 1), lookLimit);
  const rewards = await timed(
    async () => session.scorer?.score(looked.map(verifierInput), session.control.signal) ?? [],
  );
  const samples = looked.flatMap((completion, index): Sample[] => {
    const answer = rewards.result[index] ?? { rewards: {}, reward: null };
    return completion.generated.tokenIds.length === 0 ? [] : [{ completion, group: 0, answer }];
  });
  const before = process.memoryUsage.rss();
  const learning = samples.length === 0 ? null : await timed(() => learn(session, online, samples));
  return {
    looked: looked.map((completion, index) => ({ completion, answer: rewards.result[index] ?? null })),
    lookLimit,
    tokensPerSecond: Math.max(...speeds),
    rewardSeconds: rewards.seconds / Math.max(1, looked.length),
    learningSeconds: learning === null ? 0 : learning.seconds / Math.max(1, learning.result),
    rowTokens: mean(
      looked.map(({ prompt, generated }) => prompt.promptIds.length + generated.tokenIds.length),
    ),
    memory: { before, after: process.memoryUsage.rss() },
  };
}

function sample(
  { policy, settings, control }: TrainSession,
  online: OnlineSettings,
  prompts: readonly EncodedItem[],
  maxNewTokens: number,
): Promise<Completion[]> {
  return sampleCompletions(prompts, {
    policy,
    settings: { ...online.sampling, maxNewTokens },
    samples: online.generations,
    seed: settings.seed,
    purpose: 'trial',
    onSpeed: () => undefined,
    signal: control.signal,
  });
}

function speedOf(completions: readonly Completion[], seconds: number): number {
  return completions.reduce((sum, { generated }) => sum + generated.tokenIds.length, 0) / seconds;
}

/** Scores and gradients, as a step has them; the tokens that went through. */
async function learn(
  session: TrainSession,
  online: OnlineSettings,
  samples: readonly Sample[],
): Promise<number> {
  const { algorithm } = online;
  const scored = await scoreSamples(session, online, samples);
  const { inputs } = algorithm.targets(scored, online.loss);
  const merged = mergeInputs(
    samples.map((_, index) => inputs[index] ?? {}),
    algorithm.weights(
      scored.map(({ length }) => length),
      online.loss,
    ),
  );
  const units = samples.map((one, index) => trainUnit(one, merged[index]));
  const { tokens } = await addGradients(session, units, {
    updates: 0,
    interruptible: true,
    onPause: notPaused,
  });
  return tokens;
}

function notPaused(): Promise<void> {
  return Promise.resolve();
}
