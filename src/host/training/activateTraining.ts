// Composition root of training in the extension: makes the parts and registers them. Nothing is read or started here.
import { join } from 'node:path';
import { languages, window, workspace, type ExtensionContext } from 'vscode';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import { clusterCommands } from '../clusters/clusterCommands';
import { Clusters } from '../clusters/clusters';
import type { EndpointKeys } from '../endpoints/endpointKeys';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { PlanDocuments, planScheme } from './planDocuments';
import { TrainingActions } from './trainingActions';
import { trainingCommands } from './trainingCommands';
import { TrainingContext } from './trainingContext';
import { TrainingDiagnostics } from './trainingDiagnostics';
import { TrainingLenses } from './trainingLenses';
import { TrainingPanels } from './trainingPanels';
import type { TrainingRegistry } from './trainingRegistry';
import { newCheckpoints } from './newCheckpoints';
import { TrainingRuns } from './trainingRuns';
import { TrainingStatus } from './trainingStatus';
import { TrainingView } from './trainingView';
import { inertTree } from '../inertText';

export interface ActivatedTraining {
  readonly commands: ReturnType<typeof trainingCommands> & ReturnType<typeof clusterCommands>;
  /** Finds the runs of the workspace, after activation. */
  start(): Promise<void>;
  /** Goes on following the runs that go on. */
  reattach(): Promise<void>;
  dispose(): void;
}

export function activateTraining(
  context: ExtensionContext,
  engine: EngineService,
  registry: TrainingRegistry,
  checkpoints: CheckpointRegistry,
  keys: EndpointKeys,
): ActivatedTraining {
  const parts = new Parts();
  const clusters = new Clusters(engine, keys, join(context.logUri.fsPath, 'jobs'));
  const runs = parts.own(
    new TrainingRuns(engine, registry, context.workspaceState, context.extensionPath, clusters),
  );
  parts.own(runs.onDidChange(newCheckpoints(registry, () => checkpoints.refresh())));
  const actions = new TrainingActions(runs, engine, registry, clusters);
  const panels = parts.own(new TrainingPanels(context, actions));
  parts.own(new TrainingStatus(actions, panels));
  const offers = parts.own(new TrainingContext(registry, runs));
  const plans = parts.own(new PlanDocuments());
  parts.own(workspace.registerTextDocumentContentProvider(planScheme, plans));
  parts.own(new TrainingDiagnostics(engine));
  parts.own(
    window.createTreeView('guardrailLens.training', {
      treeDataProvider: inertTree(parts.own(new TrainingView(registry, runs, engine))),
    }),
  );
  parts.own(
    languages.registerCodeLensProvider(
      { scheme: 'file', pattern: '**/*.train.json' },
      parts.own(new TrainingLenses(runs, registry)),
    ),
  );
  return {
    commands: {
      ...trainingCommands({ clusters, actions, engine, panels, checkpoints, registry, plans }),
      ...clusterCommands({ clusters, actions, panels }),
    },
    start: () => offers.start(),
    reattach: () => runs.reattach(),
    dispose: () => parts.dispose(),
  };
}

class Parts extends DisposableOwner {
  own<T extends { dispose(): void }>(part: T): T {
    return this.register(part);
  }
}
