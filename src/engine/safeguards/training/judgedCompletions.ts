// A critic over completions of harmful prompts, with the judge's verdicts as its targets: what cost-modulated rewards and the
// conservative critic share.
import { GuardrailError } from '../../../protocol/errors';
import type { Completion } from '../../training/loop/sampleCompletions';
import { costOf, isHarmful } from './answerCosts';
import { completionFeatures, featureCount, featureLayer, type Beginning } from './completionFeatures';
import { CostCritic } from './costCritic';
import type { SafeguardedRun, SafeguardPlan, SafeguardState } from './trainingSafeguard';

export interface CriticSettings {
  readonly layer: number | undefined;
  readonly conservatism: number;
  readonly replay: number;
  /** Of a completion, that are learned from and estimated; 1: the whole alone. */
  readonly beginnings: number;
}

/** Qᶜ of the first tokens of a completion. */
export interface EstimatedBeginning {
  readonly tokens: number;
  readonly estimate: number;
}

export interface Verdicts {
  /** Mean cost of what was judged; null: nothing was. */
  readonly cost: number | null;
  /** Loss of the critic before it learned. */
  readonly criticLoss: number | null;
}

export class JudgedCompletions {
  private readonly critic: CostCritic;
  private readonly layer: number;
  private run: SafeguardedRun | null = null;
  private readonly beginnings: number;
  private readonly known = new WeakMap<Completion, readonly Beginning[]>();

  constructor(
    name: string,
    { layer, conservatism, replay, beginnings }: CriticSettings,
    { config }: SafeguardPlan,
  ) {
    this.beginnings = beginnings;
    this.layer = featureLayer(layer, config.layers);
    if (this.layer >= config.layers) throw noLayer(name, this.layer, config.layers);
    this.critic = new CostCritic({
      ...{ features: featureCount(config.hiddenSize), conservatism },
      replay: replay * beginnings,
    });
  }

  begin(run: SafeguardedRun, saved: SafeguardState | null): void {
    this.run = run;
    if (saved !== null) this.critic.restore(saved);
  }

  state(): SafeguardState {
    return this.critic.state();
  }

  /** Qᶜ of each: 0 where the prompt is not harmful, since nothing can cost there. */
  async estimates(completions: readonly Completion[]): Promise<number[]> {
    const courses = await this.courses(completions);
    return courses.map((course) => course.at(-1)?.estimate ?? 0);
  }

  /** Qᶜ of the beginnings of each, the whole last; none where the prompt is not harmful. */
  async courses(completions: readonly Completion[]): Promise<EstimatedBeginning[][]> {
    const harmful = completions.filter(({ prompt }) => isHarmful(prompt.item));
    const found = new Map(
      (await this.featuresOf(harmful)).map((beginnings, index) => [harmful[index], beginnings]),
    );
    return completions.map((completion) =>
      (found.get(completion) ?? []).map(({ tokens, features }) => ({
        tokens,
        estimate: this.critic.estimate(features),
      })),
    );
  }

  /** Judges what is trained on, and learns from it. `proposals`: all that the policy said, for the conservative term. */
  async learn(completions: readonly Completion[], proposals: readonly Completion[]): Promise<Verdicts> {
    const judged = completions.flatMap((completion) => {
      if (!isHarmful(completion.prompt.item)) return [];
      const cost = costOf(completion);
      return cost === null ? [] : [{ completion, cost }];
    });
    const features = await this.featuresOf(judged.map(({ completion }) => completion));
    const proposed = await this.featuresOf(proposals.filter(({ prompt }) => isHarmful(prompt.item)));
    const criticLoss = this.critic.learn(
      judged.flatMap(({ cost }, index) =>
        (features[index] ?? []).map((one) => ({ cost, features: one.features })),
      ),
      proposed.flat().map((one) => one.features),
    );
    const total = judged.reduce((sum, { cost }) => sum + cost, 0);
    return { cost: judged.length === 0 ? null : total / judged.length, criticLoss };
  }

  /** Each completion goes through the model once. */
  private async featuresOf(completions: readonly Completion[]): Promise<(readonly Beginning[])[]> {
    const { run, known } = this;
    if (run === null) throw new Error('The critic has not begun.');
    const missing = completions.filter((completion) => !known.has(completion));
    const wanted = { layer: this.layer, most: this.beginnings };
    const found = missing.length === 0 ? [] : await completionFeatures(run, missing, wanted);
    for (const [index, completion] of missing.entries()) known.set(completion, found[index] ?? []);
    return completions.map((completion) => known.get(completion) ?? []);
  }
}

function noLayer(name: string, layer: number, layers: number): GuardrailError {
  return new GuardrailError(
    'configInvalid',
    `${name}: there is no layer ${layer}; the model has layers 0 to ${layers - 1}.`,
    'Change layer, or leave it out.',
  );
}
