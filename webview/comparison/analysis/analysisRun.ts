// Long readings of both models that a tab starts by a button: one at a time, and none is shown for another tuned checkpoint
// than it was made of. Knows no analysis.
import { html, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { GuardrailError } from '../../../src/protocol/errors';
import type { ComparisonState } from '../../../src/protocol/webview';
import { reportError } from '../../shared/showRows';

type Tab = LitElement & { readonly state: ComparisonState | null };

export class AnalysisRun implements ReactiveController {
  private busy = false;
  /** null: the tab has nothing to show yet. */
  private column: number | null = null;

  /** @param forget drops what the tab shows: it is of another checkpoint now */
  constructor(
    private readonly tab: Tab,
    private readonly forget: () => void,
  ) {
    tab.addController(this);
  }

  hostUpdate(): void {
    this.follow();
  }

  /** Before the tab asks for anything by itself, since that would be forgotten with the rest. */
  follow(): void {
    const { state } = this.tab;
    if (state === null) return;
    const before = this.column;
    this.column = state.facts.column ?? 0;
    if (before !== null && before !== this.column) this.forget();
  }

  /** `show` is given what `read` found, unless the tab has turned to another checkpoint meanwhile. */
  button<T>(label: string, read: () => Promise<T>, show: (found: T) => void): TemplateResult {
    return html`<vscode-button
      appearance="secondary"
      ?disabled=${this.busy || this.tab.state?.trusted !== true}
      @click=${() => void this.run(read, show)}
      >${label}</vscode-button
    >`;
  }

  private async run<T>(read: () => Promise<T>, show: (found: T) => void): Promise<void> {
    const { column } = this;
    this.setBusy(true);
    try {
      const found = await read();
      if (column === this.column) show(found);
    } catch (error) {
      if (!(error instanceof GuardrailError) || error.code !== 'cancelled') reportError(this.tab, error);
    } finally {
      this.setBusy(false);
    }
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    this.tab.requestUpdate();
  }
}
