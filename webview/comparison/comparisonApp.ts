// The comparison editor: one comparison's state, live, and its three tabs. Each tab asks the host for what only it shows.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { RowFilter } from '../../src/protocol/comparison';
import type { ComparisonState } from '../../src/protocol/webview';
import { fromErrorData } from '../../src/protocol/errors';
import { checkpointName } from '../shared/checkpointName';
import { host, readUiState, writeUiState } from '../shared/host';
import { common } from '../styles/common';
import '../components/emptyState';
import '../components/errorPage';
import '../components/progressLine';
import '../components/skeleton';
import '../components/tabStrip';
import './overview/overviewTab';
import './provenance/provenanceTab';
import './responses/responsesTab';

const tabs = [
  { id: 'overview', label: 'Overview' },
  { id: 'responses', label: 'Responses' },
  { id: 'settings', label: 'Settings' },
] as const;
type TabId = (typeof tabs)[number]['id'];

@customElement('glens-comparison')
export class ComparisonApp extends LitElement {
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
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
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
      .panel.fills {
        overflow: hidden;
      }
    `,
  ];

  @state() private accessor comparison: ComparisonState | null = null;
  @state() private accessor failure: unknown = null;
  @state() private accessor tab: TabId = tabOf(readUiState('tab'));
  /** What the Responses tab is to show, from a link on another tab; a new object for every click. */
  @state() private accessor requestedFilter: RowFilter | null = null;
  /** Tabs are made when they are first shown, and stay. */
  private readonly visited = new Set<TabId>();
  private readonly subscriptions: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.subscriptions.push(
      host.onNotification('progress', (progress) => this.patch({ progress })),
      host.onNotification('settings', (settings) => this.patch({ settings })),
      host.onNotification('selected', ({ promptId }) => this.patch({ selectedPromptId: promptId })),
      host.onNotification('changed', (changed) => {
        this.failure = null;
        if (this.comparison === null) void this.load();
        else this.patch(changed);
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
    const { comparison, failure } = this;
    if (comparison === null) {
      return failure === null
        ? html`<glens-skeleton lines="8"></glens-skeleton>`
        : html`<main>
            <glens-error .error=${failure} retryable @retry=${() => void this.load()}></glens-error>
          </main>`;
    }
    return html`
      <header>
        <h1 class="visually-hidden">${titleOf(comparison)}</h1>
        ${
          failure === null
            ? nothing
            : html`<glens-error
                banner
                .error=${failure}
                @dismiss=${() => (this.failure = null)}
              ></glens-error>`
        }
        <div class="top">
          <glens-tabs
            .tabs=${tabs}
            .selected=${this.tab}
            label="Views of the comparison"
            @tab-change=${(event: CustomEvent<string>) => this.show(tabOf(event.detail))}
          ></glens-tabs>
        </div>
        <glens-progress
          .facts=${comparison.facts}
          .progress=${comparison.progress}
          ?trusted=${comparison.trusted}
          @glens-failed=${(event: CustomEvent<unknown>) => (this.failure = event.detail)}
        ></glens-progress>
      </header>
      <main>${tabs.map(({ id, label }) => this.panel(id, label, comparison))}</main>
    `;
  }

  private panel(id: TabId, label: string, comparison: ComparisonState): TemplateResult | typeof nothing {
    if (!this.visited.has(id)) return nothing;
    return html`<div
      class="panel ${id === 'responses' ? 'fills' : ''}"
      role="tabpanel"
      aria-label=${label}
      ?hidden=${this.tab !== id}
      @show-rows=${(event: CustomEvent<RowFilter>) => this.showRows(event.detail)}
      @glens-failed=${(event: CustomEvent<unknown>) => (this.failure = event.detail)}
    >
      ${this.content(id, comparison)}
    </div>`;
  }

  private content(id: TabId, comparison: ComparisonState): TemplateResult {
    switch (id) {
      case 'overview':
        return html`<glens-overview .state=${comparison}></glens-overview>`;
      case 'responses':
        return html`<glens-responses
          .state=${comparison}
          .requested=${this.requestedFilter}
          ?active=${this.tab === 'responses'}
        ></glens-responses>`;
      case 'settings':
        return html`<glens-provenance .state=${comparison}></glens-provenance>`;
    }
  }

  private show(tab: TabId): void {
    this.tab = tab;
    writeUiState('tab', tab);
  }

  private showRows(filter: RowFilter): void {
    this.requestedFilter = { ...filter };
    this.show('responses');
  }

  private patch(part: Partial<ComparisonState>): void {
    if (this.comparison !== null) this.comparison = { ...this.comparison, ...part };
  }

  private async load(): Promise<void> {
    try {
      this.comparison = await host.request('state', {});
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }
}

function tabOf(value: unknown): TabId {
  return tabs.find(({ id }) => id === value)?.id ?? 'overview';
}

function titleOf({ facts }: ComparisonState): string {
  return `${checkpointName(facts, 'tuned')} compared with ${checkpointName(facts, 'base')}`;
}
