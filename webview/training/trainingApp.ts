// The training panel: one run, live, and its three tabs. It only reads; what drives the run goes through the host.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { fromErrorData } from '../../src/protocol/errors';
import type { TrainingViewState } from '../../src/protocol/trainingView';
import { host, readUiState, writeUiState } from '../shared/host';
import { common } from '../styles/common';
import '../components/errorPage';
import '../components/skeleton';
import '../components/tabStrip';
import './checkpoints/checkpointsTab';
import './curves/curvesTab';
import { mergeChange } from './mergeChange';
import './rollouts/rolloutsTab';
import './runHeader';

const tabs = [
  { id: 'curves', label: 'Curves' },
  { id: 'rollouts', label: 'Rollouts' },
  { id: 'checkpoints', label: 'Checkpoints' },
] as const;
type TabId = (typeof tabs)[number]['id'];

@customElement('glens-training')
export class TrainingApp extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: flex !important;
        flex-direction: column;
        height: 100%;
        min-width: 0;
      }
      .top {
        padding: 0 16px;
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
      }
      main {
        flex: 1;
        min-height: 0;
      }
      .panel {
        height: 100%;
        overflow: auto;
      }
    `,
  ];

  @state() private accessor run: TrainingViewState | null = null;
  @state() private accessor failure: unknown = null;
  @state() private accessor tab: TabId = tabOf(readUiState('tab'));
  /** The step whose rollouts a click on a curve asked for; a new object for every click. */
  @state() private accessor requestedStep: { readonly step: number } | null = null;
  /** Tabs are made when they are first shown, and stay. */
  private readonly visited = new Set<TabId>();
  private readonly subscriptions: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.subscriptions.push(
      host.onNotification('trainingChanged', (change) => {
        this.failure = null;
        const merged = this.run === null ? null : mergeChange(this.run, change);
        if (merged === null) void this.load();
        else this.run = merged;
      }),
      host.onNotification('failed', (error) => {
        this.failure = fromErrorData(error);
      }),
    );
    void this.load();
  }

  override disconnectedCallback(): void {
    for (const unsubscribe of this.subscriptions.splice(0)) unsubscribe();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.visited.add(this.tab);
    super.willUpdate(changed);
  }

  protected override render(): TemplateResult {
    const { run, failure } = this;
    if (run === null) {
      return failure === null
        ? html`<glens-skeleton lines="8"></glens-skeleton>`
        : html`<main>
            <glens-error .error=${failure} retryable @retry=${() => void this.load()}></glens-error>
          </main>`;
    }
    return html`
      <header @glens-failed=${this.failed}>
        ${
          failure === null
            ? nothing
            : html`<glens-error
                banner
                .error=${failure}
                @dismiss=${() => (this.failure = null)}
              ></glens-error>`
        }
        <glens-run-header .run=${run}></glens-run-header>
        <div class="top">
          <glens-tabs
            .tabs=${tabs}
            .selected=${this.tab}
            label="Views of the run"
            @tab-change=${(event: CustomEvent<string>) => this.show(tabOf(event.detail))}
          ></glens-tabs>
        </div>
      </header>
      <main>${tabs.map(({ id, label }) => this.panel(id, label, run))}</main>
    `;
  }

  private panel(id: TabId, label: string, run: TrainingViewState): TemplateResult | typeof nothing {
    if (!this.visited.has(id)) return nothing;
    return html`<div
      class="panel"
      role="tabpanel"
      aria-label=${label}
      ?hidden=${this.tab !== id}
      @glens-failed=${this.failed}
      @show-rollouts=${(event: CustomEvent<number>) => {
        this.requestedStep = { step: event.detail };
        this.show('rollouts');
      }}
    >
      ${this.content(id, run)}
    </div>`;
  }

  private content(id: TabId, run: TrainingViewState): TemplateResult {
    switch (id) {
      case 'curves':
        return html`<glens-curves .facts=${run.facts}></glens-curves>`;
      case 'rollouts':
        return html`<glens-rollouts .facts=${run.facts} .requested=${this.requestedStep}></glens-rollouts>`;
      case 'checkpoints':
        return html`<glens-run-checkpoints .run=${run}></glens-run-checkpoints>`;
    }
  }

  private readonly failed = (event: CustomEvent<unknown>): void => {
    this.failure = event.detail;
  };

  private show(tab: TabId): void {
    this.tab = tab;
    writeUiState('tab', tab);
  }

  private async load(): Promise<void> {
    try {
      this.run = await host.request('trainingState', {});
      // What brings the panel back after the window is reloaded.
      writeUiState('folder', this.run.facts.folder);
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }
}

function tabOf(value: unknown): TabId {
  return tabs.find(({ id }) => id === value)?.id ?? 'curves';
}
