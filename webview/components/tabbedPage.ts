// A page of tabs over one state that the host keeps: loading it, showing what went wrong, and which tab is in front. What
// the state is, and what the tabs show of it, is the page's own.
import {
  css,
  html,
  LitElement,
  nothing,
  type CSSResultGroup,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { state } from 'lit/decorators.js';
import { fromErrorData } from '../../src/protocol/errors';
import { host, readUiState, writeUiState } from '../shared/host';
import { common } from '../styles/common';
import './errorPage';
import './skeleton';
import './tabStrip';

export interface PageTab<TabId extends string> {
  readonly id: TabId;
  readonly label: string;
  /** Scrolls within itself. */
  readonly fills?: boolean;
}

/** Its parts report what fails with `reportError`. */
export abstract class TabbedPage<State, TabId extends string> extends LitElement {
  static override styles: CSSResultGroup = [
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
      .panel.fills {
        overflow: hidden;
      }
    `,
  ];

  /** null until it is there. */
  @state() protected accessor shown: State | null = null;
  @state() protected accessor failure: unknown = null;
  @state() protected accessor tab: TabId;
  /** Tabs are made when they are first shown, and stay. */
  private readonly visited = new Set<TabId>();
  private readonly subscriptions: (() => void)[] = [];

  protected constructor(
    private readonly tabs: readonly [PageTab<TabId>, ...PageTab<TabId>[]],
    /** What the tabs are, for screen readers. */
    private readonly tabsLabel: string,
  ) {
    super();
    this.tab = this.tabOf(readUiState('tab'));
    this.addEventListener('glens-failed', (event) => {
      this.failure = (event as CustomEvent<unknown>).detail;
    });
  }

  /** The state as it is now. */
  protected abstract request(): Promise<State>;

  /** Follows the host's news; each function ends one subscription. */
  protected abstract follow(): (() => void)[];

  protected abstract content(tab: TabId, shown: State): TemplateResult;

  protected abstract aboveTabs(shown: State): TemplateResult;

  protected belowTabs(_shown: State): TemplateResult | typeof nothing {
    return nothing;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.subscriptions.push(
      ...this.follow(),
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
    const { shown, failure } = this;
    if (shown === null) {
      return failure === null
        ? html`<glens-skeleton lines="8"></glens-skeleton>`
        : html`<main>
            <glens-error .error=${failure} retryable @retry=${() => void this.load()}></glens-error>
          </main>`;
    }
    return html`
      <header>
        ${
          failure === null
            ? nothing
            : html`<glens-error
                banner
                .error=${failure}
                @dismiss=${() => (this.failure = null)}
              ></glens-error>`
        }
        ${this.aboveTabs(shown)}
        <div class="top">
          <glens-tabs
            .tabs=${this.tabs}
            .selected=${this.tab}
            label=${this.tabsLabel}
            @tab-change=${(event: CustomEvent<string>) => this.show(this.tabOf(event.detail))}
          ></glens-tabs>
        </div>
        ${this.belowTabs(shown)}
      </header>
      <main>${this.tabs.map((tab) => this.panel(tab, shown))}</main>
    `;
  }

  protected show(tab: TabId): void {
    this.tab = tab;
    writeUiState('tab', tab);
  }

  protected async load(): Promise<void> {
    try {
      this.shown = await this.request();
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }

  private panel({ id, label, fills = false }: PageTab<TabId>, shown: State): TemplateResult | typeof nothing {
    if (!this.visited.has(id)) return nothing;
    return html`<div
      class=${fills ? 'panel fills' : 'panel'}
      role="tabpanel"
      aria-label=${label}
      ?hidden=${this.tab !== id}
    >
      ${this.content(id, shown)}
    </div>`;
  }

  private tabOf(value: unknown): TabId {
    return (this.tabs.find(({ id }) => id === value) ?? this.tabs[0]).id;
  }
}
