// Runs of comparisons in this window: start, stop, progress, and going on after a window reload.
import { basename } from 'node:path';
import { commands, EventEmitter, ProgressLocation, window, workspace, type Memento } from 'vscode';
import { completeComparison } from '../../client/completeComparison';
import type { RunProgress } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { ComparisonSummary } from '../../protocol/summary';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import type { EndpointAccess } from '../endpoints/endpointAccess';
import { progressText } from '../../safety/presentation/progressText';
import { inertMessage } from '../inertText';

/** Comparisons that were running when the window went away. */
const runningKey = 'guardrailLens.running';

const continueButton = 'Continue Cut Answers…';

interface Run {
  readonly abort: AbortController;
  progress: RunProgress | null;
}

export class RunService extends DisposableOwner {
  private readonly runs = new Map<string, Run>();
  private readonly progressed = this.register(
    new EventEmitter<{ path: string; progress: RunProgress | null }>(),
  );
  /** Progress of a run; null at its end. */
  readonly onProgress = this.progressed.event;

  constructor(
    private readonly engine: EngineService,
    private readonly memento: Memento,
    private readonly endpoints: Pick<EndpointAccess, 'forRun'>,
    private readonly openResult: (path: string) => Promise<void>,
  ) {
    super();
  }

  progressOf(path: string): RunProgress | null {
    return this.runs.get(path)?.progress ?? null;
  }

  running(): readonly string[] {
    return [...this.runs.keys()];
  }

  /** Runs what is missing; returns at the end of the run. Errors are shown by the caller. */
  async resume(path: string): Promise<void> {
    if (this.runs.has(path)) return;
    const run: Run = { abort: new AbortController(), progress: null };
    this.runs.set(path, run);
    await this.remember();
    try {
      const summary = await this.withNotification(path, run);
      await this.announce(path, summary);
    } finally {
      this.runs.delete(path);
      this.progressed.fire({ path, progress: null });
      await this.remember();
    }
  }

  stop(path: string): void {
    this.runs.get(path)?.abort.abort();
  }

  /** What ran when this window was closed or reloaded, and should go on. */
  interrupted(): readonly string[] {
    return this.memento.get<readonly string[]>(runningKey, []).filter((path) => !this.runs.has(path));
  }

  private withNotification(path: string, run: Run): Thenable<ComparisonSummary> {
    return window.withProgress(
      {
        location: ProgressLocation.Notification,
        title: inertMessage(`Comparing (${basename(path)})`),
        cancellable: true,
      },
      async (report, token) => {
        token.onCancellationRequested(() => run.abort.abort());
        let shown = 0;
        const facts = await this.engine.request('describeComparison', { path });
        const apiKeys = await this.endpoints.forRun(facts.spec);
        this.engine.note(`run ${path}: ${facts.responses} of ${facts.expectedResponses} responses are there`);
        return completeComparison(
          this.engine.running(),
          { path, apiKeys },
          {
            signal: run.abort.signal,
            onProgress: (progress) => {
              run.progress = progress;
              const share = progress.total === 0 ? 0 : (100 * progress.done) / progress.total;
              report.report({ message: progressText(progress), increment: share - shown });
              shown = share;
              this.progressed.fire({ path, progress });
            },
            onRestart: (reason) => this.engine.note(`${reason} Starting it again.`),
          },
        );
      },
    );
  }

  private async announce(path: string, summary: ComparisonSummary): Promise<void> {
    const buttons = ['Show Result', ...((await this.canGoOn(path)) ? [continueButton] : [])];
    // The button must not hold up the end of the run.
    void window.showInformationMessage(inertMessage(summary.headline), ...buttons).then((choice) => {
      if (choice === continueButton) void commands.executeCommand('guardrailLens.continueAnswers', { path });
      else if (choice !== undefined) void this.openResult(path);
    });
  }

  /** Whether answers were cut that a higher limit of tokens would let end. What cannot be read is not offered. */
  private async canGoOn(path: string): Promise<boolean> {
    try {
      return (await this.engine.request('cutAnswers', { path })).offer !== null;
    } catch {
      return false;
    }
  }

  private async remember(): Promise<void> {
    await this.memento.update(runningKey, this.running());
    await commands.executeCommand('setContext', 'guardrailLens.running', this.runs.size > 0);
  }

  /** Goes on with what a reload interrupted. Not in an untrusted workspace: nothing is run there. */
  resumeInterrupted(onError: (error: unknown) => void): void {
    if (!workspace.isTrusted) return;
    for (const path of this.interrupted()) {
      this.resume(path).catch((error: unknown) => {
        const taken = error instanceof GuardrailError && error.code === 'storeBusy';
        if (!taken) onError(error);
      });
    }
  }
}
