// The safeguards of a training run, by their names.
import type { TrainingSafeguardId } from '../../../protocol/safeguards';
import { parseOptions, type Safeguard } from '../../../safety/safeguards/safeguard';
import { trainingSafeguards as described } from '../../../safety/safeguards/safeguards';
import type { SafeguardSettings } from '../../training/config/safeguardSpecs';
import type { TrainConfig } from '../../training/config/trainConfig';
import { conservativeCritic } from './conservativeCritic';
import { costModulatedReward } from './costModulatedReward';
import { parameterEma } from './parameterEma';
import { procon } from './procon';
import { RunSafeguards } from './runSafeguards';
import { thinkReflectRevise } from './thinkReflectRevise';
import type { SafeguardPlan, TrainingSafeguard, TrainingSafeguardKind } from './trainingSafeguard';

interface Kind {
  readonly refuses: TrainingSafeguardKind<never>['refuses'];
  readonly make: (settings: SafeguardSettings, plan: SafeguardPlan) => TrainingSafeguard;
}

const kinds: Readonly<Record<TrainingSafeguardId, Kind>> = {
  'parameter-ema': kind(described['parameter-ema'], parameterEma),
  procon: kind(described.procon, procon),
  'cost-modulated-reward': kind(described['cost-modulated-reward'], costModulatedReward),
  'conservative-critic': kind(described['conservative-critic'], conservativeCritic),
  'think-reflect-revise': kind(described['think-reflect-revise'], thinkReflectRevise),
};

function kind<Options>(description: Safeguard<Options>, own: TrainingSafeguardKind<Options>): Kind {
  return {
    refuses: own.refuses,
    make: ({ id: _, ...options }, plan) => own.make(parseOptions(description, options), plan),
  };
}

/** Why a configuration cannot have this safeguard; null: it can. */
export function safeguardProblem(id: TrainingSafeguardId, config: TrainConfig): string | null {
  return kinds[id].refuses(config);
}

/** @throws GuardrailError configInvalid for options that a safeguard does not have */
export function makeSafeguards(entries: readonly SafeguardSettings[], plan: SafeguardPlan): RunSafeguards {
  return new RunSafeguards(
    entries.map((entry) => ({ id: entry.id, own: kinds[entry.id].make(entry, plan) })),
  );
}
