// The models of the comparison files that are open in this window, and which of them is the active one.
import { commands, EventEmitter } from 'vscode';
import type { ComparisonFacts } from '../../protocol/comparison';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { stepDone } from '../walkthrough';
import { ComparisonModel } from './comparisonModel';
import { Reveals } from './reveals';
import type { RunService } from './runService';

export class ComparisonModels extends DisposableOwner {
  private readonly open = new Map<string, { readonly model: ComparisonModel; users: number }>();
  private readonly activated = this.register(new EventEmitter<ComparisonModel | null>());
  /** The comparison whose editor was last in front; null when none is open. */
  readonly onDidActivate = this.activated.event;
  /** Outlives a closed editor. */
  private readonly reveals = new Reveals();
  private current: ComparisonModel | null = null;

  constructor(
    private readonly engine: EngineService,
    private readonly runs: RunService,
  ) {
    super();
  }

  get active(): ComparisonModel | null {
    return this.current;
  }

  /** Of a comparison that is open. */
  find(path: string): ComparisonModel | undefined {
    return this.open.get(path)?.model;
  }

  /** Every `acquire` needs its `release`. */
  acquire(path: string): ComparisonModel {
    const known = this.open.get(path);
    if (known !== undefined) {
      known.users++;
      return known.model;
    }
    const model = new ComparisonModel(path, this.engine, this.runs, this.reveals);
    this.open.set(path, { model, users: 1 });
    model.onDidSelect(() => {
      void this.updateContext();
      if (model.complete) stepDone('read');
    });
    model.onDidChange(({ facts }) => {
      if (model === this.current) void this.updateResumable(isResumable(facts));
    });
    return model;
  }

  release(model: ComparisonModel): void {
    const known = this.open.get(model.path);
    if (known === undefined || --known.users > 0) return;
    this.open.delete(model.path);
    if (this.current === model) this.activate([...this.open.values()].at(-1)?.model ?? null);
    model.dispose();
  }

  activate(model: ComparisonModel | null): void {
    if (model === this.current) return;
    this.current = model;
    this.activated.fire(model);
    void this.updateContext();
    model?.refreshSoon(0);
  }

  override dispose(): void {
    for (const { model } of this.open.values()) model.dispose();
    this.open.clear();
    super.dispose();
  }

  private async updateContext(): Promise<void> {
    await commands.executeCommand('setContext', 'guardrailLens.comparisonOpen', this.current !== null);
    const selected = this.current !== null && this.current.selectedPromptId !== null;
    await commands.executeCommand('setContext', 'guardrailLens.promptSelected', selected);
    if (this.current === null) await this.updateResumable(false);
  }

  private async updateResumable(unfinished: boolean): Promise<void> {
    const running = this.current !== null && this.runs.running().includes(this.current.path);
    const resumable = this.current !== null && unfinished && !running;
    await commands.executeCommand('setContext', 'guardrailLens.resumable', resumable);
  }
}

/** By this window, unless it runs it already. */
function isResumable({ status, runBy }: ComparisonFacts): boolean {
  return status !== 'complete' && runBy === undefined;
}
