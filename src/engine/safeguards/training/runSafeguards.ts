// All safeguards of a run as one: each in the order of the configuration, on what the one before it gave.
import type { GuardrailError } from '../../../protocol/errors';
import type { TrainingSafeguardId } from '../../../protocol/safeguards';
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import type { Respondent } from '../../respondents/respondent';
import type { ScoredAnswer } from '../../training/loop/openScorer';
import type { TrainUnit } from '../../training/loop/optimise';
import type { Completion } from '../../training/loop/sampleCompletions';
import type { Loss } from '../../training/losses/loss';
import { sumOfLosses } from '../../training/losses/sumOfLosses';
import type { Parameter } from '../../training/optimizer/adamW';
import type { ParameterAverage } from '../../training/optimizer/parameterAverage';
import type { Metrics } from '../../training/run/metrics';
import type { TaskItem } from '../../training/tasks/task';
import type {
  Measured,
  RolloutPlace,
  SafeguardedRun,
  SafeguardState,
  SampledStage,
  SampleMore,
  TrainingSafeguard,
  UpdatePlace,
} from './trainingSafeguard';

export interface NamedSafeguard {
  readonly id: TrainingSafeguardId;
  readonly own: TrainingSafeguard;
}

/** By id. */
export type SafeguardStates = Readonly<Record<string, SafeguardState>>;

export interface FedUnits {
  readonly units: readonly TrainUnit[];
  readonly shared: Readonly<Record<string, Float32Array>>;
}

export class RunSafeguards {
  constructor(private readonly entries: readonly NamedSafeguard[]) {}

  /** The loss of the algorithm with what the safeguards add to it. */
  loss(main: Loss): Loss {
    return sumOfLosses(
      main,
      this.entries.flatMap(({ own }) => own.term?.loss ?? []),
    );
  }

  /** null: the trained parameters themselves are used. */
  average(parameters: readonly Parameter[]): ParameterAverage | null {
    for (const { own } of this.entries) {
      const average = own.average?.(parameters);
      if (average !== undefined) return average;
    }
    return null;
  }

  async moreItems(): Promise<readonly TaskItem[]> {
    const items: TaskItem[] = [];
    for (const { own } of this.entries) items.push(...((await own.moreItems?.()) ?? []));
    return items;
  }

  checkItems(items: readonly TaskItem[]): void {
    for (const { own } of this.entries) own.checkItems?.(items);
  }

  /** `saved`: of a checkpoint; null: the run starts. @throws GuardrailError checkpointCorrupt, cancelled, invalidRequest, suiteInvalid */
  async begin(run: SafeguardedRun, saved: SafeguardStates | null): Promise<void> {
    for (const { id, own } of this.entries) {
      const kept = saved?.[id] ?? null;
      if (saved !== null && kept === null && own.state !== undefined) throw withoutState(id);
      await own.begin?.(run, kept);
    }
  }

  /** Copies, of those that have something to keep. */
  states(): SafeguardStates {
    return Object.fromEntries(
      this.entries.flatMap(({ id, own }) => (own.state === undefined ? [] : [[id, own.state()]])),
    );
  }

  /** The units with what the terms of the objective are fed. */
  async feed(units: readonly TrainUnit[], place: UpdatePlace): Promise<FedUnits> {
    let fed: FedUnits = { units, shared: {} };
    for (const { own } of this.entries) {
      if (own.term === undefined) continue;
      const more = await own.term.feed(units, place);
      fed = {
        units: fed.units.map((unit, index) => ({
          ...unit,
          inputs: { ...unit.inputs, ...more.units[index] },
        })),
        shared: { ...fed.shared, ...more.shared },
      };
    }
    return fed;
  }

  /** null: the policy is measured by its own answers. */
  around(policy: Respondent): Respondent | null {
    let asked: Respondent | null = null;
    for (const { own } of this.entries) asked = own.around?.(asked ?? policy) ?? asked;
    return asked;
  }

  /** What is sampled behind each completion. */
  stages(): readonly SampledStage[] {
    return this.entries.flatMap(({ own }) => own.stages ?? []);
  }

  async select(
    completions: readonly Completion[],
    more: SampleMore,
    place: RolloutPlace,
  ): Promise<Measured<readonly Completion[]>> {
    let value = completions;
    const metrics: Metrics = {};
    for (const { own } of this.entries) {
      const selected = await own.select?.(value, more, place);
      if (selected === undefined) continue;
      value = selected.value;
      Object.assign(metrics, selected.metrics);
    }
    return { value, metrics };
  }

  async reward(
    completions: readonly Completion[],
    answers: readonly ScoredAnswer[],
    place: RolloutPlace,
  ): Promise<Measured<readonly ScoredAnswer[]>> {
    let value = answers;
    const metrics: Metrics = {};
    for (const { own } of this.entries) {
      const rewarded = await own.reward?.(completions, value, place);
      if (rewarded === undefined) continue;
      value = rewarded.value;
      Object.assign(metrics, rewarded.metrics);
    }
    return { value, metrics };
  }
}

function withoutState(id: TrainingSafeguardId): GuardrailError {
  return checkpointCorrupt(
    `The checkpoint does not say where the safeguard ${id} was: the run cannot be gone on with as it was.`,
    'Remove the checkpoint, so that the run goes on from the one before it, or start a new run.',
  );
}
