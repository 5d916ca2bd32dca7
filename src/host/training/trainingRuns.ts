// The training runs that this window follows: starting, resuming and driving them, and finding again what ran on while
// the window was away. The process that trains belongs to no window.
import { basename, join } from 'node:path';
import { EventEmitter, workspace, type Memento } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import type { TrainingControl, TrainingRunFacts } from '../../protocol/training';
import type { Clusters } from '../clusters/clusters';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { readSettings } from '../settings';
import { stepDone } from '../walkthrough';
import { mayBeLive, mayBeOnCluster, readRecord, writeControl } from './runFolder';
import type { TrainingRegistry } from './trainingRegistry';
import { startTrainingProcess } from './trainingProcess';
import { TrainingRun } from './trainingRun';

/** Runs that were live when this window last looked. */
const liveKey = 'guardrailLens.liveTraining';

export class TrainingRuns extends DisposableOwner {
  private readonly runs = new Map<string, TrainingRun>();
  private readonly changes = this.register(new EventEmitter<TrainingRun>());
  readonly onDidChange = this.changes.event;
  private readonly ends = this.register(new EventEmitter<TrainingRunFacts>());
  /** A run ended, here or while the window was away. */
  readonly onDidEnd = this.ends.event;

  constructor(
    private readonly engine: EngineService,
    private readonly registry: TrainingRegistry,
    private readonly memento: Memento,
    private readonly extensionFolder: string,
    private readonly clusters: Pick<Clusters, 'watch' | 'stop'>,
  ) {
    super();
  }

  /** The one model of a folder in this window. It stays: a run is small, and may be live. */
  of(folder: string): TrainingRun {
    const known = this.runs.get(folder);
    if (known !== undefined) return known;
    const run = new TrainingRun(folder, this.engine, this.clusters);
    this.runs.set(folder, run);
    run.onDidChange(() => {
      this.changes.fire(run);
      void this.remember();
    });
    run.onDidEnd((facts) => this.tellEnd(facts));
    return run;
  }

  live(): readonly TrainingRun[] {
    return [...this.runs.values()].filter((run) => run.live);
  }

  /** Makes the folder of a configuration's next run and starts it. @throws GuardrailError what is wrong with it. */
  async start(configPath: string): Promise<TrainingRun> {
    requireTrust();
    const { folder } = await this.engine.request('createTraining', { configPath });
    return this.launch(folder);
  }

  /** Takes a run up from its newest checkpoint. @throws GuardrailError where it is live already. */
  async resume(folder: string): Promise<TrainingRun> {
    requireTrust();
    const run = this.of(folder);
    await run.read();
    if (run.live) {
      throw new GuardrailError(
        'storeBusy',
        `${run.name} is running already.`,
        'Stop it first, or open its panel.',
      );
    }
    return this.launch(folder);
  }

  /** Takes a run up that was sent to a cluster. */
  async follow(folder: string): Promise<void> {
    await this.registry.add(folder);
    await this.of(folder).refresh();
  }

  /** @throws GuardrailError where no process is there to receive it, or a cluster's takes none such. */
  async control(folder: string, control: TrainingControl): Promise<void> {
    requireTrust();
    const run = this.of(folder);
    await run.read();
    if (!run.live) {
      throw new GuardrailError('invalidRequest', `${run.name} is not running.`, 'Resume it first.');
    }
    const job = run.state?.facts.job ?? null;
    if (job === null) await writeControl(folder, control);
    else if (control === 'stop') await this.clusters.stop(job);
    else {
      throw new GuardrailError(
        'invalidRequest',
        `${run.name} is on a cluster: it can be stopped, no more.`,
        'Choose Stop.',
      );
    }
    await run.refresh();
  }

  /** Finds runs that go on, and reports those that ended while the window was away. Starts the engine only if needed. */
  async reattach(): Promise<void> {
    if (!workspace.isTrusted) return;
    const before = this.memento.get<readonly string[]>(liveKey, []);
    for (const folder of await this.registry.list()) {
      if (before.includes(folder) || mayBeLive(await readRecord(folder)) || (await mayBeOnCluster(folder)))
        await this.of(folder).refresh();
    }
    for (const folder of before) {
      const state = this.runs.get(folder)?.state;
      if (state != null && !this.of(folder).live) this.tellEnd(state.facts);
    }
    await this.remember();
  }

  override dispose(): void {
    for (const run of this.runs.values()) run.dispose();
    this.runs.clear();
    super.dispose();
  }

  private tellEnd(facts: TrainingRunFacts): void {
    if (facts.checkpoints.length > 0) stepDone('trained');
    this.ends.fire(facts);
  }

  private async launch(folder: string): Promise<TrainingRun> {
    const { memoryLimit, executionProvider } = readSettings();
    const run = this.of(folder);
    run.starting = true;
    const { ended } = startTrainingProcess({
      folder,
      cliPath: join(this.extensionFolder, 'dist', 'cli.mjs'),
      execPath: process.execPath,
      memoryLimit,
      executionProvider,
    });
    this.engine.note(`training ${basename(folder)}: started, its log is in ${folder}`);
    void ended.then(async (code) => {
      this.engine.note(`training ${basename(folder)}: its process ended with code ${code ?? 'none'}`);
      run.starting = false;
      await run.refresh();
    });
    await this.registry.add(folder);
    await run.refresh();
    return run;
  }

  private async remember(): Promise<void> {
    const live = this.live().map(({ folder }) => folder);
    const before = this.memento.get<readonly string[]>(liveKey, []);
    if (JSON.stringify(live) !== JSON.stringify(before)) await this.memento.update(liveKey, live);
  }
}

function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new GuardrailError(
    'invalidRequest',
    'This workspace is not trusted: nothing is trained in it.',
    'Trust the workspace (Manage Workspace Trust), then try again.',
  );
}
