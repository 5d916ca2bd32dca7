// What commands, the view and the panel have in common: the things that can be done to a training run.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands, Uri, window } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import type { RolloutRow } from '../../protocol/training';
import type { OverlaidRun } from '../../protocol/trainingPanel';
import type { CheckpointNode } from '../checkpoints/checkpointNodes';
import { readEntry } from '../checkpoints/readEntry';
import type { Clusters } from '../clusters/clusters';
import type { EngineService } from '../engineService';
import { showError } from '../showError';
import { chooseOverlay } from './chooseOverlay';
import { logFile } from './runFolder';
import type { TrainingRegistry } from './trainingRegistry';
import type { TrainingRuns } from './trainingRuns';

export class TrainingActions {
  constructor(
    readonly runs: TrainingRuns,
    private readonly engine: EngineService,
    private readonly registry: TrainingRegistry,
    private readonly clusters: Pick<Clusters, 'logOf'>,
  ) {}

  overlayRuns(folder: string, shown: readonly string[]): Promise<readonly OverlaidRun[] | null> {
    return chooseOverlay(folder, shown, { registry: this.registry, runs: this.runs });
  }

  async addCheckpoint(): Promise<void> {
    await commands.executeCommand('guardrailLens.addCheckpoint');
  }

  /** Asks what a comparison asks, with this checkpoint and the run's base chosen. */
  async compare(folder: string, step: number): Promise<void> {
    const { facts } = await this.runs.of(folder).read();
    const saved = facts.checkpoints.find((checkpoint) => checkpoint.step === step);
    const entry = saved === undefined ? null : await readEntry(saved.path, false);
    if (entry === null) {
      throw new GuardrailError(
        'checkpointNotFound',
        `The checkpoint of step ${step} is not in ${folder} any more.`,
        'Older checkpoints are removed as the run goes on (`save.total_limit`). Choose another one.',
      );
    }
    const basePath = entry.basePath ?? facts.base?.path ?? null;
    const node: CheckpointNode = { kind: 'checkpoint', entry: { ...entry, basePath } };
    await commands.executeCommand('guardrailLens.compareWithBase', node);
  }

  /** The newest best checkpoint, else the newest. */
  async compareBest(folder: string): Promise<void> {
    const { facts } = await this.runs.of(folder).read();
    const chosen = facts.checkpoints.findLast(({ best }) => best) ?? facts.checkpoints.at(-1);
    if (chosen !== undefined) return this.compare(folder, chosen.step);
    throw new GuardrailError(
      'checkpointNotFound',
      `${folder} has no checkpoint yet.`,
      'Wait for the first one, or choose Save Checkpoint Now.',
    );
  }

  /** Asks what a comparison of several asks, with the run's steps and its base chosen. */
  async compareSteps(folder: string): Promise<void> {
    await commands.executeCommand('guardrailLens.compareSteps', { folder });
  }

  /** Of the file that the run was made from: its relative paths count from there. */
  async audit(folder: string): Promise<void> {
    const { facts } = await this.runs.of(folder).read();
    await commands.executeCommand('guardrailLens.auditReward', Uri.file(facts.configPath));
  }

  async openConfig(folder: string): Promise<void> {
    const { facts } = await this.runs.of(folder).read();
    // The run reads its own copy; the file that it was made from may be gone.
    const copy = join(folder, 'config.train.json');
    const path = existsSync(facts.configPath) ? facts.configPath : copy;
    await window.showTextDocument(Uri.file(path), { preview: true });
  }

  async openLog(folder: string): Promise<void> {
    const { state } = this.runs.of(folder);
    const job = state?.facts.job ?? null;
    const path = job === null ? join(folder, logFile) : this.clusters.logOf(job);
    if (existsSync(path)) await window.showTextDocument(Uri.file(path), { preview: true });
    else this.engine.showLog();
  }

  rollouts(folder: string, step: number): Promise<readonly RolloutRow[]> {
    return this.engine.request('trainingRollouts', { folder, step });
  }

  /** Runs `work`, showing what goes wrong. */
  async shown(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await showError(error, () => this.engine.showLog());
    }
  }

  showEngineLog(): void {
    this.engine.showLog();
  }
}
