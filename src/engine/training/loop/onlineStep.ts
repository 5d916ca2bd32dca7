// The method of online algorithms. A step is completions, rewards, advantages, and the optimisation steps on them: read
// from `onlineStep` down, then sampleCompletions.ts, optimise.ts and the algorithm's own file.
import type { RolloutRow } from '../../../protocol/training';
import { seededRandom } from '../../../safety/random';
import { throwIfCancelled } from '../../cancellation';
import type { RolloutPlace } from '../../safeguards/training/trainingSafeguard';
import { isFlatGroup } from '../algorithms/groupRewards';
import type { ProgressState } from '../checkpoint/progressState';
import type { OnlineSettings } from '../config/runSettings';
import { mergeInputs } from '../losses/lossFeeds';
import type { Metrics } from '../run/metrics';
import { shuffled } from './dataOrder';
import type { EncodedItem } from './encodedItems';
import type { TrainSession } from './openSession';
import { scoreSamples, trainUnit, type Sample } from './onlineSamples';
import { onlineTrial } from './onlineTrial';
import { optimise } from './optimise';
import { sampleCompletions, sampleEach, verifierInput } from './sampleCompletions';
import { completionMetrics, MetricMeans } from './stepMetrics';
import type { OnPause, StepResult, TrainMethod } from './trainMethod';

const miniBatchStream = 0x6d696e69;

export function onlineMethod(online: OnlineSettings, items: readonly EncodedItem[]): TrainMethod {
  return {
    loss: online.algorithm.loss(online.loss),
    sampling: online.sampling,
    size: items.length,
    itemsPerStep: online.promptsPerStep,
    updatesPerStep: online.iterations * online.miniBatches,
    scoredItems: items.map(({ item }) => item),
    step: (session, before, onPause) => onlineStep(session, online, items, before, onPause),
    evaluate: () => Promise.resolve({}),
    trial: (session) => onlineTrial(session, online, items),
  };
}

async function onlineStep(
  session: TrainSession,
  online: OnlineSettings,
  items: readonly EncodedItem[],
  before: ProgressState,
  onPause: OnPause,
): Promise<StepResult> {
  const { algorithm } = online;
  const step = before.step + 1;
  const drawn = await drawSamples(session, online, items, before);
  const { samples } = drawn;

  session.meter.enter('scoring');
  await session.control.whilePaused(onPause);
  const scored = await scoreSamples(session, online, samples);
  throwIfCancelled(session.control.signal);
  const targets = algorithm.targets(scored, online.loss);

  session.meter.enter('update');
  const means = new MetricMeans();
  let updates = before.updates;
  let tokens = 0;
  for (let iteration = 0; iteration < online.iterations; iteration++) {
    for (const chosen of miniBatches(samples, online, [session.settings.seed, step, iteration])) {
      const lengths = chosen.map((index) => scored[index]?.length ?? 0);
      const inputs = mergeInputs(
        chosen.map((index) => targets.inputs[index] ?? {}),
        algorithm.weights(lengths, online.loss),
      );
      const units = chosen.map((index, place) => trainUnit(samples[index], inputs[place]));
      const made = await optimise(session, units, {
        step,
        updates,
        interruptible: updates === before.updates,
        onPause,
      });
      updates++;
      tokens += made.tokens;
      means.add(made.metrics);
    }
  }
  const { learning_rate, ...optimised } = means.take();
  return {
    metrics: {
      ...completionMetrics(samples.map(scoredCompletion), algorithm.comparesWithin),
      ...optimised,
      ...(learning_rate === undefined ? {} : { learning_rate }),
      ...drawn.metrics,
    },
    rollouts: samples.map((sample, index) => rolloutRow(step, sample, targets.advantages[index] ?? 0)),
    itemsTaken: drawn.itemsTaken,
    updates,
    tokens,
    generatedTokens: samples.reduce((sum, { completion }) => sum + completion.generated.tokenIds.length, 0),
  };
}

interface Drawn {
  readonly samples: readonly Sample[];
  readonly itemsTaken: number;
  readonly metrics: Metrics;
}

/**
 * Completions of the next prompts, with rewards. DAPO's dynamic sampling (arXiv 2503.14476, section 3.2): groups without any
 * difference in reward are replaced by new prompts, for so many rounds; what is still missing then is left out, and where
 * nothing at all is left, the first round is trained on as it is.
 */
async function drawSamples(
  session: TrainSession,
  online: OnlineSettings,
  items: readonly EncodedItem[],
  before: ProgressState,
): Promise<Drawn> {
  const { algorithm } = online;
  const rounds = algorithm.resamplesFlatGroups ? 1 + online.resampleRounds : 1;
  const place = { step: before.step + 1, maxSteps: session.maxSteps };
  const means = new MetricMeans();
  let itemsTaken = before.itemsTaken;
  let groups: Sample[][] = [];
  let first: Sample[][] = [];
  let flat = 0;
  let round = 0;
  for (; round < rounds && groups.length < online.promptsPerStep; round++) {
    const wanted = online.promptsPerStep - groups.length;
    const prompts = session.order.take(itemsTaken, wanted).flatMap((index) => items[index] ?? []);
    itemsTaken += wanted;
    const rolled = await rollOut(session, online, prompts, place, round);
    const drawn = rolled.groups;
    means.add(rolled.metrics);
    if (round === 0) first = drawn;
    const kept = algorithm.resamplesFlatGroups ? drawn.filter((group) => !teachesNothing(group)) : drawn;
    flat += drawn.length - kept.length;
    groups = [...groups, ...kept];
  }
  const chosen = groups.length > 0 ? groups : first;
  return {
    samples: chosen.flatMap((group, index) => group.map((sample) => ({ ...sample, group: index }))),
    itemsTaken,
    metrics: {
      ...means.take(),
      ...(algorithm.resamplesFlatGroups
        ? { 'sampling/rounds': round, 'sampling/flat_groups': flat, 'sampling/groups': groups.length }
        : {}),
    },
  };
}

async function rollOut(
  session: TrainSession,
  online: OnlineSettings,
  prompts: readonly EncodedItem[],
  place: RolloutPlace,
  round: number,
): Promise<{ readonly groups: Sample[][]; readonly metrics: Metrics }> {
  const { policy, meter, control, settings } = session;
  meter.enter('rollout');
  const sampling = {
    policy,
    settings: online.sampling,
    seed: settings.seed,
    onSpeed: (tokensPerSecond: number) => meter.speed(tokensPerSecond),
    signal: control.signal,
  };
  const purpose = `train/${place.step}/${round}`;
  const first = await sampleCompletions(prompts, { ...sampling, samples: online.generations, purpose });
  const selected = await session.safeguards.select(
    first,
    {
      again: (indices, time, begun) =>
        sampleEach(
          indices.flatMap((index, at) => {
            const [one, beginning] = [first[index], begun?.[at]];
            const sample = index % online.generations;
            if (one === undefined) return [];
            const isBegun = beginning !== undefined && beginning.tokenIds.length > 0;
            return [{ ...one, sample, ...(isBegun ? { begun: beginning } : {}) }];
          }),
          { ...sampling, purpose: `${purpose}/again/${time}` },
        ),
      ofPrompts: (wanted, name, changed) =>
        sampleEach(wanted, {
          ...sampling,
          settings: { ...sampling.settings, ...changed },
          purpose: `${purpose}/${name}`,
        }),
    },
    place,
  );
  const completions = selected.value;
  meter.enter('reward');
  const verified = (await session.scorer?.score(completions.map(verifierInput), control.signal)) ?? [];
  throwIfCancelled(control.signal);
  const rewarded = await session.safeguards.reward(completions, verified, place);
  const answers = rewarded.value;
  const groups: Sample[][] = prompts.map(() => []);
  for (const [index, completion] of completions.entries()) {
    const answer = answers[index] ?? { rewards: {}, reward: null };
    // A stop string at the very beginning leaves no token to learn from.
    if (completion.generated.tokenIds.length === 0) continue;
    (groups[completion.group] ??= []).push({ completion, group: completion.group, answer });
  }
  return { groups, metrics: { ...selected.metrics, ...rewarded.metrics } };
}

function teachesNothing(group: readonly Sample[]): boolean {
  return isFlatGroup(group.map(({ answer }) => answer.reward));
}

/** Whole groups together; every mini-batch has about as many of them. */
function miniBatches(
  samples: readonly Sample[],
  online: OnlineSettings,
  seeds: readonly number[],
): number[][] {
  const byGroup = new Map<number, number[]>();
  for (const [index, { group }] of samples.entries()) {
    const known = byGroup.get(group);
    if (known === undefined) byGroup.set(group, [index]);
    else known.push(index);
  }
  const groups = [...byGroup.values()];
  if (online.miniBatches === 1) return [groups.flat()];
  const order = shuffled(groups.length, seededRandom(miniBatchStream, ...seeds));
  const batches = Array.from({ length: Math.min(online.miniBatches, groups.length) }, (): number[] => []);
  for (const [place, group] of order.entries()) {
    batches[place % batches.length]?.push(...(groups[group] ?? []));
  }
  return batches;
}

function scoredCompletion({ completion, group, answer }: Sample) {
  const { finishReason, tokenIds } = completion.generated;
  return { group, reward: answer.reward, rewards: answer.rewards, tokens: tokenIds.length, finishReason };
}

function rolloutRow(step: number, { completion, group, answer }: Sample, advantage: number): RolloutRow {
  return {
    step,
    group,
    prompt: completion.prompt.item.prompt,
    completion: completion.generated.text,
    rewards: answer.rewards,
    reward: answer.reward,
    advantage,
    tokens: completion.generated.tokenIds.length,
    finishReason: completion.generated.finishReason,
  };
}
