// Context keys for what the palette offers of training. They are kept true from the moment on that a window looks for its
// runs; before, nothing is offered.
import { commands, workspace } from 'vscode';
import { DisposableOwner } from '../disposables';
import { offersOf, recordedOffers, type RunOffers } from './runOffers';
import { findConfigs } from './trainingConfigs';
import type { TrainingRegistry } from './trainingRegistry';
import type { TrainingRuns } from './trainingRuns';

/** Each is true where at least one run offers it. */
const keys: Readonly<Record<keyof RunOffers, string>> = {
  pause: 'trainingRunning',
  continue: 'trainingPaused',
  save: 'trainingLive',
  stop: 'trainingStoppable',
  resume: 'trainingResumable',
  compare: 'trainingHasCheckpoints',
};

export class TrainingContext extends DisposableOwner {
  /** By folder. */
  private offers = new Map<string, RunOffers>();
  private readonly given = new Map<string, boolean>();

  constructor(
    private readonly registry: TrainingRegistry,
    private readonly runs: TrainingRuns,
  ) {
    super();
  }

  /** Looks at the workspace, and follows it from then on. */
  async start(): Promise<void> {
    this.register(this.registry.onDidChange(() => void this.readRuns()));
    this.register(
      this.runs.onDidChange(({ folder, state }) => {
        if (state === null) return;
        this.offers.set(folder, offersOf(state.facts));
        this.tellRuns();
      }),
    );
    const configs = this.register(workspace.createFileSystemWatcher('**/*.train.json', false, true, false));
    configs.onDidCreate(() => void this.readConfigs());
    configs.onDidDelete(() => void this.readConfigs());
    await Promise.all([this.readRuns(), this.readConfigs()]);
  }

  private async readRuns(): Promise<void> {
    const folders = await this.registry.list();
    const recorded = await Promise.all(folders.map(recordedOffers));
    // What has been read in the meantime counts for more.
    const offers = folders.map((folder, index) => {
      const { state } = this.runs.of(folder);
      return [folder, state === null ? recorded[index] : offersOf(state.facts)] as const;
    });
    this.offers = new Map(offers.flatMap(([folder, of]) => (of === undefined ? [] : [[folder, of]])));
    this.tellRuns();
  }

  private tellRuns(): void {
    const all = [...this.offers.values()];
    this.tell('hasTrainingRuns', all.length > 0);
    for (const offer of Object.keys(keys) as (keyof RunOffers)[]) {
      this.tell(
        keys[offer],
        all.some((of) => of[offer]),
      );
    }
  }

  private async readConfigs(): Promise<void> {
    this.tell('hasTrainingConfigs', (await findConfigs()).length > 0);
  }

  private tell(key: string, value: boolean): void {
    if (this.given.get(key) === value) return;
    this.given.set(key, value);
    void commands.executeCommand('setContext', `guardrailLens.${key}`, value);
  }
}
