// What the comparison's file keeps of earlier readings, for a tab: asked for when the tab is first shown, and again whenever the
// file or the chosen checkpoint has changed. First what is there, then whether its checkpoints are still the same.
import type { LitElement, ReactiveController } from 'lit';
import type { KeptReadings } from '../../../src/protocol/readings';
import type { ComparisonState } from '../../../src/protocol/webview';
import { host } from '../../shared/host';
import { reportError } from '../../shared/showRows';

type Tab = LitElement & { readonly state: ComparisonState | null };

export class KeptReadingsController implements ReactiveController {
  /** null: not asked yet. */
  found: KeptReadings | null = null;
  private about = '';

  constructor(private readonly tab: Tab) {
    tab.addController(this);
  }

  hostUpdate(): void {
    const { state } = this.tab;
    // While answers come, the file changes every second.
    if (state === null || state.progress !== null) return;
    const about = JSON.stringify([state.facts.column ?? 0, state.facts.updatedAt]);
    if (about === this.about) return;
    this.about = about;
    void this.load(about, state.trusted);
  }

  /** In an untrusted workspace nothing that the file names is looked at. */
  private async load(about: string, trusted: boolean): Promise<void> {
    try {
      for (const check of trusted ? [false, true] : [false]) {
        const found = await host.request('keptReadings', { check });
        if (about !== this.about) return;
        this.found = found;
        this.tab.requestUpdate();
      }
    } catch (error) {
      reportError(this.tab, error);
    }
  }
}
