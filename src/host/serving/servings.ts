// Checkpoints that this window serves, each by an engine process of its own that ends with it: an engine that serves does
// nothing else, and comparisons must go on beside it.
import { EventEmitter } from 'vscode';
import type { EngineClient } from '../../client/engineClient';
import type { ServeProgress, ServeSpec } from '../../protocol/serving';
import { DisposableOwner } from '../disposables';

export interface Serving {
  /** Of the checkpoint. */
  readonly name: string;
  readonly path: string;
  readonly adapters: readonly string[];
  /** null until the checkpoint is loaded. */
  readonly progress: ServeProgress | null;
  stop(): void;
}

/** A serving that answers: its address is known. */
export type RunningServing = Serving & { readonly progress: ServeProgress };

interface Entry extends Serving {
  progress: ServeProgress | null;
}

export interface ServingStart {
  readonly name: string;
  readonly spec: ServeSpec;
  /** Called once, when requests are answered. */
  readonly onReady: (serving: RunningServing) => void;
  /** Stops it, too. */
  readonly signal: AbortSignal;
}

export class Servings extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly entries = new Set<Entry>();
  private readonly stopAll = new AbortController();

  /** `newEngine`: an engine that nothing else uses. */
  constructor(private readonly newEngine: () => Pick<EngineClient, 'request' | 'dispose'>) {
    super();
  }

  /** Those that are loading among them. */
  all(): readonly Serving[] {
    return [...this.entries];
  }

  running(): readonly RunningServing[] {
    return this.all().filter((serving): serving is RunningServing => serving.progress !== null);
  }

  /**
   * Serves until it is stopped; resolves with the number of requests.
   * @throws GuardrailError: the engine's own; engineGone when it dies.
   */
  async start({ name, spec, onReady, signal }: ServingStart): Promise<number> {
    const abort = new AbortController();
    const entry: Entry = {
      name,
      path: spec.ref.path,
      adapters: spec.adapters.map((adapter) => adapter.name),
      progress: null,
      stop: () => abort.abort(),
    };
    const engine = this.newEngine();
    this.entries.add(entry);
    this.changed.fire();
    try {
      const { requests } = await engine.request('serve', spec, {
        signal: AbortSignal.any([abort.signal, signal, this.stopAll.signal]),
        onProgress: (progress) => {
          const first = entry.progress === null;
          entry.progress = progress;
          if (first) onReady({ ...entry, progress });
          this.changed.fire();
        },
      });
      return requests;
    } catch (error) {
      // Stopping is how it ends.
      if (abort.signal.aborted && entry.progress !== null) return entry.progress.requests;
      throw error;
    } finally {
      engine.dispose();
      this.entries.delete(entry);
      this.changed.fire();
    }
  }

  override dispose(): void {
    this.stopAll.abort();
    super.dispose();
  }
}
