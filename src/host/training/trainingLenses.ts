// The lenses above a *.train.json: train it, and what can be done with its newest run.
import {
  CodeLens,
  EventEmitter,
  Range,
  workspace,
  type CodeLensProvider,
  type Command,
  type TextDocument,
} from 'vscode';
import { isResumable } from '../../protocol/training';
import { configuredTarget } from '../../safety/clusters/configuredTarget';
import { DisposableOwner } from '../disposables';
import { newestRunOf } from './runFolder';
import { isTrainingConfig } from './trainingConfigs';
import type { TrainingRegistry } from './trainingRegistry';
import type { TrainingRuns } from './trainingRuns';
import { trainingDescription } from './trainingDescription';

export class TrainingLenses extends DisposableOwner implements CodeLensProvider {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;
  /** What the lenses say, so that they are drawn again only when that changes. */
  private shown = '';

  constructor(
    private readonly runs: TrainingRuns,
    private readonly registry: TrainingRegistry,
  ) {
    super();
    this.register(registry.onDidChange(() => this.changed.fire()));
    this.register(
      runs.onDidChange(({ state }) => {
        const words = state === null ? '' : `${state.facts.folder} ${state.facts.status} ${state.facts.step}`;
        if (words === this.shown) return;
        this.shown = words;
        this.changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    if (!workspace.isTrusted || !isTrainingConfig(document.uri)) return [];
    const top = new Range(0, 0, 0, 0);
    const target = configuredTarget(document.getText());
    const train: Command = {
      title: target === null ? '$(play) Train' : `$(play) Train on ${target}`,
      command: 'guardrailLens.startTraining',
      arguments: [document.uri],
      tooltip:
        target === null
          ? 'Start a new run of this configuration, on this machine'
          : 'Send a run of this configuration to the cluster that it names',
    };
    const onCluster: Command = {
      title: '$(server-environment) Train on a Cluster…',
      command: 'guardrailLens.trainOnCluster',
      arguments: [document.uri],
      tooltip: 'Send a run of this configuration to a Ray or Slurm cluster, where TRL or verl trains it',
    };
    const estimate: Command = {
      title: '$(dashboard) Estimate…',
      command: 'guardrailLens.estimateTraining',
      arguments: [document.uri],
      tooltip:
        'What a run would take, from a trial of its first step: time, memory, disk, an answer and its rewards',
    };
    const audit: Command = {
      title: '$(law) Audit Reward…',
      command: 'guardrailLens.auditReward',
      arguments: [document.uri],
      tooltip: 'What these rewards would do to safety, from answers of the base alone',
    };
    const rest = await this.ofNewestRun(document.uri.fsPath);
    return [train, onCluster, estimate, audit, ...rest].map((command) => new CodeLens(top, command));
  }

  private async ofNewestRun(configPath: string): Promise<Command[]> {
    try {
      const folder = await newestRunOf(configPath, await this.registry.list());
      if (folder === null) return [];
      const run = this.runs.of(folder);
      const state = run.state ?? (await run.read());
      const { facts } = state;
      const on = [{ folder }];
      return [
        ...(isResumable(facts)
          ? [{ title: '$(debug-continue) Resume', command: 'guardrailLens.resumeTraining', arguments: on }]
          : []),
        {
          title: `$(graph-line) Open Run (${trainingDescription(state)})`,
          command: 'guardrailLens.openTraining',
          arguments: on,
        },
        ...(facts.checkpoints.length > 0
          ? [
              {
                title: '$(git-compare) Compare with Base',
                command: 'guardrailLens.compareTraining',
                arguments: on,
              },
            ]
          : []),
      ];
    } catch {
      // The diagnostics say what is wrong with the configuration.
      return [];
    }
  }
}
