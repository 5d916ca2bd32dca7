// Acts in an environment for a number of steps; episodes go on from one portion to the next.
import type { AnyEnvironment } from '../../../safety/control/environment';
import { seededRandom, type Random } from '../../../safety/random';
import type { ControlLearner } from '../methods/learner';
import type { GaussianPolicy } from '../policy/gaussianPolicy';
import type { EndedEpisode, Portion } from './portion';

/** Tells the streams of a training apart. */
const ofEpisodes = 1;

export class Collector {
  private state: unknown = null;
  private episode = 0;
  private stepsIn = 0;
  private totalReward = 0;
  private totalCost = 0;

  constructor(
    private readonly environment: AnyEnvironment,
    private readonly seed: number,
    private readonly random: Random,
  ) {}

  collect(policy: GaussianPolicy, learner: ControlLearner, steps: number): Portion {
    const { environment } = this;
    const { observationSize, actionSize } = environment;
    const { featureSize } = learner;
    const observations = new Float32Array(steps * observationSize);
    const nextObservations = new Float32Array(steps * observationSize);
    const features = new Float32Array(steps * featureSize);
    const actions = new Float32Array(steps * actionSize);
    const logProbs = new Float32Array(steps);
    const rewards = new Float32Array(steps);
    const costs = new Float32Array(steps);
    const terminated = new Uint8Array(steps);
    const ended = new Uint8Array(steps);
    const episodes: EndedEpisode[] = [];
    for (let i = 0; i < steps; i++) {
      this.state ??= this.begin();
      const observation = environment.observe(this.state);
      const read = learner.features(observation, 1);
      const mean = policy.mean.evaluate(read);
      const action = learner.choose(observation, mean, policy, this.random);
      const step = environment.step(this.state, action);
      observations.set(observation, i * observationSize);
      features.set(read, i * featureSize);
      actions.set(action, i * actionSize);
      logProbs[i] = policy.logProb(mean, 0, action, 0);
      rewards[i] = step.reward;
      costs[i] = step.cost;
      nextObservations.set(environment.observe(step.state), i * observationSize);
      this.totalReward += step.reward;
      this.totalCost += step.cost;
      this.stepsIn++;
      this.state = step.state;
      terminated[i] = step.terminated ? 1 : 0;
      if (step.terminated || this.stepsIn >= environment.horizon) {
        ended[i] = 1;
        episodes.push({ totalReward: this.totalReward, totalCost: this.totalCost });
        this.state = null;
      }
    }
    const nextFeatures = learner.features(nextObservations, steps);
    return {
      ...{ steps, observations, nextObservations, features, nextFeatures, actions, logProbs },
      ...{ rewards, costs, terminated, ended, episodes },
    };
  }

  private begin(): unknown {
    this.stepsIn = 0;
    this.totalReward = 0;
    this.totalCost = 0;
    return this.environment.reset(seededRandom(this.seed, ofEpisodes, this.episode++));
  }
}
