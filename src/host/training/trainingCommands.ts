// Commands that make and drive training runs.
import { readFile, writeFile } from 'node:fs/promises';
import { Uri, window } from 'vscode';
import type { TrainingControl } from '../../protocol/training';
import { configuredTarget } from '../../safety/clusters/configuredTarget';
import type { CheckpointNode } from '../checkpoints/checkpointNodes';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import { trainOn, type ClusterParts } from '../clusters/trainOn';
import type { CommandHandlers } from '../commands/commandIds';
import type { EngineService } from '../engineService';
import { stepDone } from '../walkthrough';
import { pathFrom, withCountdown } from './presetConfig';
import { chooseConfig, sayNone } from './chooseConfig';
import { askToStart } from './estimateStep';
import { exportCurves } from './exportCurves';
import type { PlanDocuments } from './planDocuments';
import { offersOf, type RunOffers } from './runOffers';
import { askTraining, type TrainWizardResult } from './trainWizard';
import type { TrainingRegistry } from './trainingRegistry';
import { trainingDescription } from './trainingDescription';
import type { TrainingConfigNode, TrainingNode } from './trainingView';
import { inertMessage } from '../inertText';

export interface TrainingParts extends ClusterParts {
  readonly engine: EngineService;
  readonly checkpoints: CheckpointRegistry;
  readonly registry: TrainingRegistry;
  readonly plans: PlanDocuments;
}

type TrainingCommand =
  | 'trainCheckpoint'
  | 'startTraining'
  | 'estimateTraining'
  | 'resumeTraining'
  | 'openTraining'
  | 'compareTraining'
  | 'pauseTraining'
  | 'continueTraining'
  | 'saveTrainingCheckpoint'
  | 'stopTraining'
  | 'exportTraining'
  | 'showTrainingLog';

export function trainingCommands(parts: TrainingParts): Pick<CommandHandlers, TrainingCommand> {
  const { actions, panels } = parts;
  const on =
    (wanted: Wanted, act: (folder: string) => Promise<unknown>): ((node?: TrainingNode) => Promise<void>) =>
    (node) =>
      actions.shown(async () => {
        const folder = node?.folder ?? (await askRun(parts, wanted));
        if (folder !== null) await act(folder);
      });
  const control = (wanted: Wanted, what: TrainingControl): ((node?: TrainingNode) => Promise<void>) =>
    on(wanted, (folder) => actions.runs.control(folder, what));
  return {
    trainCheckpoint: (node?: CheckpointNode) => actions.shown(() => writeConfig(parts, node)),
    startTraining: (of?: Uri | TrainingConfigNode) =>
      actions.shown(async () => {
        const path = await configOf('Train', of);
        if (path !== null) await start(parts, path);
      }),
    estimateTraining: (of?: Uri | TrainingConfigNode) =>
      actions.shown(async () => {
        const path = await configOf('Estimate', of);
        if (path !== null) await estimate(parts, path);
      }),
    resumeTraining: on('resume', async (folder) => {
      await actions.runs.resume(folder);
      panels.show(folder);
    }),
    openTraining: on('any', (folder) => {
      panels.show(folder);
      return Promise.resolve();
    }),
    compareTraining: on('compare', (folder) => actions.compareBest(folder)),
    pauseTraining: control('pause', 'pause'),
    continueTraining: control('continue', 'continue'),
    saveTrainingCheckpoint: control('save', 'checkpoint'),
    stopTraining: control('stop', 'stop'),
    exportTraining: on('any', (folder) => exportCurves(parts.engine, folder)),
    showTrainingLog: on('any', (folder) => actions.openLog(folder)),
  };
}

/** What a run must offer to be asked for. */
type Wanted = keyof RunOffers | 'any';

const noneOffers: Readonly<Record<Wanted, string>> = {
  any: 'There is no training run in this workspace yet.',
  pause: 'No training run is running.',
  continue: 'No training run is paused.',
  save: 'No training run is running here.',
  stop: 'No training run is running.',
  resume: 'No training run can be resumed: none was stopped before its end.',
  compare: 'No training run has saved a checkpoint yet.',
};

function configOf(title: string, of: Uri | TrainingConfigNode | undefined): Promise<string | null> {
  return chooseConfig(title, of !== undefined && 'config' in of ? of.config : of);
}

/** Where the configuration says. */
async function start(parts: TrainingParts, path: string): Promise<void> {
  const target = configuredTarget(await readFile(path, 'utf8'));
  if (target !== null) return trainOn(parts, target, path);
  const { actions, panels } = parts;
  const run = await actions.runs.start(path);
  panels.show(run.folder);
}

/** What the run takes, and whether it is to be started. */
async function estimate(parts: TrainingParts, configPath: string): Promise<void> {
  const wanted = await askToStart({
    configPath,
    measure: (signal) => parts.engine.request('planTraining', { configPath, maxSteps: null }, { signal }),
    read: (plan) => parts.plans.show(configPath, plan),
  });
  if (!wanted) return;
  // It may have been changed while the question stood before it.
  const path = await configOf('Train', Uri.file(configPath));
  if (path !== null) await start(parts, path);
}

async function writeConfig(parts: TrainingParts, node?: CheckpointNode): Promise<void> {
  const checkpoints = await parts.checkpoints.usable();
  const chosen = node?.kind === 'checkpoint' && node.entry.kind !== 'adapter' ? node.entry : null;
  if (chosen === null && !checkpoints.some(({ kind }) => kind !== 'adapter')) {
    const text = 'Training needs a base: a Hugging Face folder or a GGUF file.';
    const choice = await window.showInformationMessage(inertMessage(text), 'Add Checkpoint…');
    if (choice !== undefined) await parts.actions.addCheckpoint();
    return;
  }
  const result = await askTraining(checkpoints, chosen);
  if (result === null) return;
  await writeFile(result.path, await configText(parts.engine, result), { flag: 'wx' });
  stepDone('configured');
  await window.showTextDocument(Uri.file(result.path), { preview: false });
  await estimate(parts, result.path);
}

async function configText(
  engine: EngineService,
  { base, algorithm, data, safeguarded, path }: TrainWizardResult,
): Promise<string> {
  const { text } = await engine.request('trainingPreset', {
    algorithm,
    model: pathFrom(path, base.path),
    data: data.kind === 'file' ? pathFrom(path, data.path) : null,
    safeguarded,
  });
  return data.kind === 'countdown' ? withCountdown(text) : text;
}

/** The only run that fits, or the one that is chosen. */
async function askRun({ actions, registry }: TrainingParts, wanted: Wanted): Promise<string | null> {
  const fitting: { label: string; description: string; folder: string }[] = [];
  for (const folder of await registry.list()) {
    const run = actions.runs.of(folder);
    const state = await run.read().catch(() => null);
    if (state === null || (wanted !== 'any' && !offersOf(state.facts)[wanted])) continue;
    fitting.push({ label: run.name, description: trainingDescription(state), folder });
  }
  if (fitting.length === 0) {
    await sayNone(noneOffers[wanted]);
    return null;
  }
  if (fitting.length === 1) return fitting[0]?.folder ?? null;
  return (await window.showQuickPick(fitting, { title: 'Training run' }))?.folder ?? null;
}
