// A conservative safety critic (CSC, arXiv 2010.14497) as a safeguard of a training run.
import { isOnline } from '../../../protocol/training';
import type { ConservativeCriticOptions } from '../../../safety/safeguards/training/conservativeCritic';
import type { BegunAnswer } from '../../generation/generator';
import type { ScoredAnswer } from '../../training/loop/openScorer';
import type { Completion } from '../../training/loop/sampleCompletions';
import { isHarmful, requireHarmful } from './answerCosts';
import { JudgedCompletions, type EstimatedBeginning } from './judgedCompletions';
import type {
  Measured,
  SafeguardedRun,
  SafeguardPlan,
  SafeguardState,
  SampleMore,
  TrainingSafeguard,
  TrainingSafeguardKind,
} from './trainingSafeguard';

const id = 'conservative-critic';

export const conservativeCritic: TrainingSafeguardKind<ConservativeCriticOptions> = {
  refuses: ({ algorithm }) =>
    isOnline(algorithm)
      ? null
      : `it chooses among sampled answers, and ${algorithm} samples none. Take an online algorithm.`,
  make: (options, plan) => new ConservativeSafetyCritic(options, plan),
};

/** λ ← [λ + η·(cost − χ)]₊; as it was where nothing was judged. */
export function movedMultiplier(
  multiplier: number,
  cost: number | null,
  {
    cost_limit: limit,
    multiplier_rate: rate,
  }: Pick<ConservativeCriticOptions, 'cost_limit' | 'multiplier_rate'>,
): number {
  return cost === null ? multiplier : Math.max(0, multiplier + rate * (cost - limit));
}

/** With `action` token, of a completion. */
const mostBeginnings = 32;

interface Assessed {
  /** The highest estimate of what is looked at. */
  readonly worst: number;
  /** Tokens of the last beginning before the first that is above ε; 0: there is none before it. */
  readonly kept: number;
}

function assessed(course: readonly EstimatedBeginning[], threshold: number): Assessed {
  const first = course.findIndex(({ estimate }) => estimate > threshold);
  return {
    worst: course.reduce((worst, { estimate }) => Math.max(worst, estimate), 0),
    kept: course[first - 1]?.tokens ?? 0,
  };
}

class ConservativeSafetyCritic implements TrainingSafeguard {
  private readonly judged: JudgedCompletions;
  private multiplier: number;
  /** Everything that the policy said since it was last judged. */
  private proposals: readonly Completion[] = [];

  constructor(
    private readonly options: ConservativeCriticOptions,
    plan: SafeguardPlan,
  ) {
    const beginnings = options.action === 'token' ? mostBeginnings : 1;
    this.judged = new JudgedCompletions(id, { ...options, layer: options.layer, beginnings }, plan);
    this.multiplier = options.multiplier;
  }

  checkItems(items: Parameters<typeof requireHarmful>[1]): void {
    requireHarmful(id, items);
  }

  begin(run: SafeguardedRun, saved: SafeguardState | null): Promise<void> {
    this.judged.begin(run, saved);
    if (saved !== null) this.multiplier = saved.numbers['multiplier'] ?? this.multiplier;
    return Promise.resolve();
  }

  state(): SafeguardState {
    const { numbers, tensors } = this.judged.state();
    return { numbers: { ...numbers, multiplier: this.multiplier }, tensors };
  }

  /** Samples what is above ε again, from where it is; of those that stay above it, the one with the lowest estimate is kept. */
  async select(
    completions: readonly Completion[],
    more: SampleMore,
  ): Promise<Measured<readonly Completion[]>> {
    const { threshold, tries } = this.options;
    const assess = async (some: readonly Completion[]): Promise<Assessed[]> =>
      (await this.judged.courses(some)).map((course) => assessed(course, threshold));
    const kept = [...completions];
    const found = await assess(completions);
    const proposals = [...completions];
    const above = (): number[] =>
      [...found.entries()].filter(([, { worst }]) => worst > threshold).map(([index]) => index);
    const turnedDown = above().length;
    for (let round = 1; round <= tries; round++) {
      const indices = above();
      if (indices.length === 0) break;
      const begun = indices.map((index) => beginningOf(kept[index], found[index]?.kept ?? 0));
      const sampled = await more.again(indices, round, begun);
      proposals.push(...sampled);
      const others = await assess(sampled);
      for (const [place, index] of indices.entries()) {
        const [completion, other] = [sampled[place], others[place]];
        if (completion === undefined || other === undefined) continue;
        if (other.worst >= (found[index]?.worst ?? 1)) continue;
        kept[index] = completion;
        found[index] = other;
      }
    }
    this.proposals = proposals;
    return {
      value: kept,
      metrics: {
        [`safeguards/${id}/turned_down`]: turnedDown / Math.max(1, completions.length),
        [`safeguards/${id}/kept_above`]: above().length / Math.max(1, completions.length),
      },
    };
  }

  async reward(
    completions: readonly Completion[],
    answers: readonly ScoredAnswer[],
  ): Promise<Measured<readonly ScoredAnswer[]>> {
    const { cost, criticLoss } = await this.judged.learn(completions, this.proposals);
    this.proposals = [];
    const estimates = await this.judged.estimates(completions);
    const { multiplier } = this;
    this.multiplier = movedMultiplier(multiplier, cost, this.options);
    const harmful = estimates.filter((_, index) => {
      const item = completions[index]?.prompt.item;
      return item !== undefined && isHarmful(item);
    });
    return {
      value: answers.map((answer, index) => ({
        ...answer,
        reward: answer.reward === null ? null : answer.reward - multiplier * (estimates[index] ?? 0),
      })),
      metrics: {
        [`safeguards/${id}/multiplier`]: multiplier,
        ...(harmful.length === 0
          ? {}
          : {
              [`safeguards/${id}/estimate`]:
                harmful.reduce((sum, estimate) => sum + estimate, 0) / harmful.length,
            }),
        ...(cost === null ? {} : { [`safeguards/${id}/cost`]: cost }),
        ...(criticLoss === null ? {} : { [`safeguards/${id}/critic_loss`]: criticLoss }),
      },
    };
  }
}

function beginningOf(completion: Completion | undefined, tokens: number): BegunAnswer {
  const { tokenIds = [], logprobs = [] } = completion?.generated ?? {};
  return { tokenIds: tokenIds.slice(0, tokens), logprobs: logprobs.slice(0, tokens) };
}
