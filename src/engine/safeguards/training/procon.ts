// ProCon (arXiv 2509.06795) as a safeguard of a training run: its term of the objective, what it is fed, and the directions.
import { GuardrailError } from '../../../protocol/errors';
import type { SafetyKind } from '../../../protocol/outcomes';
import { seededRandom } from '../../../safety/random';
import { differenceOfMeans } from '../../../safety/representation/refusalDirection';
import type { ProconOptions } from '../../../safety/safeguards/training/procon';
import { composeUserMessage } from '../../../safety/suites/composeUserMessage';
import { historyOf } from '../../../safety/suites/conversation';
import { selectPrompts } from '../../../safety/suites/selectPrompts';
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import { loadSafetySuites } from '../../suites/suiteCatalog';
import { makesRewardModel } from '../../training/algorithms/algorithm';
import { algorithms } from '../../training/algorithms/algorithms';
import type { TrainUnit } from '../../training/loop/optimise';
import type { TrainingModel, TrainingSequence } from '../../training/model/trainingModel';
import { datasetSpec, type FileDatasetSpec } from '../../training/tasks/datasetSpec';
import { readFileItems } from '../../training/tasks/fileTask';
import { projectionInputs, projectionLoss } from './projectionLoss';
import type {
  SafeguardedRun,
  SafeguardState,
  TermFeeds,
  TrainingSafeguard,
  TrainingSafeguardKind,
  UpdatePlace,
} from './trainingSafeguard';

export const procon: TrainingSafeguardKind<ProconOptions> = {
  refuses: ({ algorithm, data }) => {
    if (makesRewardModel(algorithms[algorithm])) {
      return 'a reward model answers nothing, so that it has no refusal to keep. Remove it.';
    }
    return data.type === 'text'
      ? 'plain texts have no prompts at whose end states are held. Remove it.'
      : null;
  },
  make: (options, { config, settings }) => {
    const layers = [...new Set(options.layers ?? Array.from({ length: config.layers }, (_, layer) => layer))];
    const beyond = layers.find((layer) => layer >= config.layers);
    if (beyond !== undefined) throw noLayer(beyond, config.layers);
    return new ProjectionConstraint(
      options,
      layers.sort((a, b) => a - b),
      settings,
    );
  },
};

/** λ of an optimisation step: strong at first, when the direction moves most (section on warm-up). */
export function strengthAt(
  {
    strength,
    warmup_strength: early,
    warmup_share: share,
  }: Pick<ProconOptions, 'strength' | 'warmup_strength' | 'warmup_share'>,
  { updates, totalUpdates }: UpdatePlace,
): number {
  return updates < share * totalUpdates ? early : strength;
}

class ProjectionConstraint implements TrainingSafeguard {
  readonly term;
  private model: Pick<TrainingModel, 'states'> | null = null;
  /** By layer, (μ_harmful − μ_harmless)/‖μ_harmful − μ_harmless‖²: along it, both means are 1 apart. */
  private directions: readonly Float32Array[] = [];

  constructor(
    private readonly options: ProconOptions,
    private readonly layers: readonly number[],
    private readonly settings: { readonly dataFolder: string },
  ) {
    this.term = {
      loss: projectionLoss(layers),
      feed: (units: readonly TrainUnit[], place: UpdatePlace) => this.feed(units, place),
    };
  }

  async moreItems() {
    const { safety_data: path } = this.options;
    if (path === undefined) return [];
    const spec = datasetSpec.parse({ type: 'file', path }) as FileDatasetSpec;
    const items = await readFileItems(spec, this.settings.dataFolder);
    return items.map((item) => ({ ...item, id: `safety/${item.id}` }));
  }

  async begin(run: SafeguardedRun, saved: SafeguardState | null): Promise<void> {
    this.model = run.model;
    this.directions =
      saved === null
        ? await readDirections(run, this.layers, this.options)
        : this.layers.map((layer) => savedDirection(saved, layer, run.base.config.hiddenSize));
  }

  state(): SafeguardState {
    const tensors = this.layers.map((layer, place) => {
      const data = (this.directions[place] ?? new Float32Array()).slice();
      return [`direction.${layer}`, { shape: [data.length], data }] as const;
    });
    return { numbers: {}, tensors: Object.fromEntries(tensors) };
  }

  /** Each sequence counts alike: the penalty is a mean over the sequences of the step and over the layers. */
  private async feed(units: readonly TrainUnit[], place: UpdatePlace): Promise<TermFeeds> {
    const prompts = units.flatMap(({ sequences }) => sequences.map(promptOf));
    const states = await this.statesBefore(prompts, place.signal);
    const share = 1 / Math.max(1, prompts.length * this.layers.length);
    const strength = strengthAt(this.options, place);
    let at = 0;
    return {
      shared: Object.fromEntries(
        this.layers.map((layer, index) => [
          projectionInputs.direction(layer),
          this.directions[index] ?? new Float32Array(),
        ]),
      ),
      units: units.map(({ sequences, length }) => {
        const shares = new Float32Array(length);
        const references = this.layers.map(() => new Float32Array(length));
        let first = 0;
        for (const { scored } of sequences) {
          shares[first] = share;
          for (const [index, reference] of references.entries()) {
            reference[first] = along(states[index]?.[at], this.directions[index]);
          }
          first += scored.length;
          at++;
        }
        return {
          [projectionInputs.shares]: shares,
          [projectionInputs.weights]: shares.map((value) => value * strength),
          ...Object.fromEntries(
            this.layers.map((layer, index) => [
              projectionInputs.reference(layer),
              references[index] ?? new Float32Array(),
            ]),
          ),
        };
      }),
    };
  }

  private statesBefore(prompts: readonly TrainingSequence[], signal: AbortSignal | undefined) {
    if (this.model === null) throw new Error('ProCon has not begun.');
    return this.model.states(prompts, this.layers, 'reference', signal);
  }
}

/** The prompt and the first token after it, which is never read: its state is that of the prompt's last token. */
function promptOf({ ids, scored }: TrainingSequence): TrainingSequence {
  const first = scored[0] ?? 1;
  return { ids: ids.slice(0, first + 1), scored: [first] };
}

async function readDirections(
  { model, base, settings, mediaFolder, signal }: SafeguardedRun,
  layers: readonly number[],
  { suites: names, limit }: Pick<ProconOptions, 'suites' | 'limit'>,
): Promise<Float32Array[]> {
  const suites = await loadSafetySuites(names, mediaFolder, 'ProCon');
  const random = seededRandom(settings.seed);
  const statesOf = async (kind: SafetyKind) => {
    const own = suites.filter(({ manifest }) => manifest.kind === kind);
    const each = Math.ceil(limit / Math.max(1, own.length));
    const prompts = own.flatMap((suite) => selectPrompts(suite, each, settings.seed)).slice(0, limit);
    if (prompts.length < 2) throw tooFewPrompts(kind, prompts.length);
    const texts = await base.tokenizer.renderChats(
      prompts.map((item) => [
        ...(historyOf(item) ?? []),
        { role: 'user' as const, content: composeUserMessage(item, null, random) },
      ]),
      settings.templateVariables,
    );
    const rows = texts.map((text) => {
      const ids = base.tokenizer.encode(text).slice(-(base.config.contextLength - 1));
      return promptOf({ ids: [...ids, 0], scored: [ids.length] });
    });
    return model.states(rows, layers, 'current', signal);
  };
  const [harmful, harmless] = [await statesOf('harmful'), await statesOf('benign')];
  return layers.map((layer, index) => {
    const direction = differenceOfMeans(harmful[index] ?? [], harmless[index] ?? []);
    const squared = direction.reduce((sum, value) => sum + value * value, 0);
    if (!(squared > 0)) throw noDirection(layer);
    return Float32Array.from(direction, (value) => value / squared);
  });
}

function along(state: Float32Array | undefined, direction: Float32Array | undefined): number {
  if (state === undefined || direction === undefined) throw new Error('ProCon has a state for every prompt.');
  return state.reduce((sum, value, i) => sum + value * (direction[i] ?? 0), 0);
}

function savedDirection({ tensors }: SafeguardState, layer: number, hiddenSize: number): Float32Array {
  const direction = tensors[`direction.${layer}`];
  if (direction?.data.length === hiddenSize) return direction.data;
  throw checkpointCorrupt(
    `The checkpoint has no refusal direction of layer ${layer}, which procon holds.`,
    'It was saved with other options. Start a new run.',
  );
}

function noLayer(layer: number, layers: number): GuardrailError {
  return new GuardrailError(
    'configInvalid',
    `procon: there is no layer ${layer}; the model has layers 0 to ${layers - 1}.`,
    'Change layers, or leave it out for all of them.',
  );
}

function tooFewPrompts(kind: SafetyKind, count: number): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `procon needs at least 2 ${kind} prompts for a refusal direction; its suites have ${count}.`,
    'Name a harmful and a harmless suite in its suites.',
  );
}

function noDirection(layer: number): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `procon: harmful and harmless prompts have the same states behind layer ${layer}, so there is no refusal direction.`,
    'Take other suites, or leave the layer out.',
  );
}
