// The side panel: the selected prompt of the active comparison, or its first flip, while the user works elsewhere.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { ComparisonRow } from '../../src/protocol/comparison';
import { fromErrorData } from '../../src/protocol/errors';
import type { ComparisonState, WebviewRequestName, WebviewRequests } from '../../src/protocol/webview';
import { initialDetailView, type DetailView } from '../components/detailView';
import type { OverruleDialog } from '../components/overruleDialog';
import type { RevealScope } from '../components/maskedText';
import type { OverruleRequest } from '../components/rowDetail';
import { sideName } from '../../src/safety/presentation/sideName';
import { host } from '../shared/host';
import { isCovered } from '../shared/masking';
import { performRowAction, type RowAction } from '../shared/rowActions';
import { common } from '../styles/common';
import '../components/emptyState';
import '../components/errorPage';
import '../components/overruleDialog';
import '../components/rowDetail';
import '../components/skeleton';

@customElement('glens-response')
export class ResponseApp extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        background: var(--vscode-sideBar-background, var(--vscode-editor-background));
      }
      main {
        flex: 1;
        min-height: 0;
        overflow: auto;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 8px 16px;
      }
      .names {
        font-weight: 400;
        flex: 1 1 0;
        min-width: 120px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** undefined until the host has said which comparison is active. */
  @state() private accessor comparison: ComparisonState | null | undefined = undefined;
  @state() private accessor row: ComparisonRow | null = null;
  /** Whether a row is being asked for and none is shown. */
  @state() private accessor loading = false;
  @state() private accessor failure: unknown = null;
  @state() private accessor view: DetailView = initialDetailView;
  @query('glens-overrule') private accessor dialog: OverruleDialog | null = null;
  @query('main') private accessor main: HTMLElement | null = null;
  private readonly subscriptions: (() => void)[] = [];
  /** Answers about an older choice are dropped. */
  private turn = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.subscriptions.push(
      host.onNotification('comparison', (comparison) => this.follow(comparison)),
      host.onNotification('selected', ({ promptId }) => void this.show(promptId)),
      host.onNotification('settings', (settings) => this.patch({ settings })),
      host.onNotification('revealed', (revealed) => this.patch({ revealed })),
      host.onNotification('labelling', (labelling) => this.patch(labelling)),
      host.onNotification('progress', (progress) => this.patch({ progress })),
      host.onNotification('changed', (changed) => {
        this.patch(changed);
        this.failure = null;
        if (this.row === null) void this.showFirstFlip();
        else void this.show(this.row.id);
      }),
      host.onNotification('failed', (error) => {
        this.failure = fromErrorData(error);
        if (this.comparison === undefined) this.comparison = null;
      }),
    );
    // The host notifies a page that is ready only when something changes, so the page asks; none may be open.
    host.request('state', {}).then(
      (comparison) => this.follow(comparison),
      () => {
        if (this.comparison === undefined) this.follow(null);
      },
    );
  }

  override disconnectedCallback(): void {
    for (const unsubscribe of this.subscriptions.splice(0)) unsubscribe();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { comparison, failure } = this;
    const dismiss = (): void => {
      this.failure = null;
    };
    return html` ${
        failure === null
          ? nothing
          : html`<glens-error banner .error=${failure} @dismiss=${dismiss}></glens-error>`
      }
      ${comparison === null || comparison === undefined ? nothing : this.tools(comparison)}
      <main>${this.content()}</main>
      <glens-overrule
        .covered=${this.row === null || this.isCovered(this.row)}
        @overruled=${() => this.row !== null && void this.show(this.row.id)}
      ></glens-overrule>`;
  }

  /** The view's own title bar has the ways to the next and the previous flip. */
  private tools({ facts }: ComparisonState): TemplateResult {
    const names = `${sideName(facts, 'base')} → ${sideName(facts, 'tuned')}`;
    const { row } = this;
    return html`<header class="tools">
      <h1 class="names muted" title=${facts.path}>${names}</h1>
      ${
        row === null
          ? nothing
          : html`<button class="link" @click=${() => void this.ask('openInEditor', { promptId: row.id })}>
              Open in Editor
            </button>`
      }
    </header>`;
  }

  private content(): TemplateResult {
    const { comparison, row } = this;
    if (comparison === undefined || (row === null && this.loading)) {
      return html`<glens-skeleton></glens-skeleton>`;
    }
    if (comparison === null) {
      return html`<glens-empty
        text="Open a comparison (a .glens file) to see the selected prompt here."
      ></glens-empty>`;
    }
    if (comparison.labelling) {
      return html`<glens-empty
        text="A sample is being labelled. Which side gave which answer is shown here again when you leave it."
      ></glens-empty>`;
    }
    if (row === null) {
      return html`<glens-empty
        text="No flips. Select a prompt in the comparison to see it here."
      ></glens-empty>`;
    }
    return html`<glens-row-detail
      .row=${row}
      .covered=${this.isCovered(row)}
      .writable=${comparison.trusted}
      .view=${this.view}
      .suiteTitle=${this.suiteTitle(row.suiteId)}
      @reveal=${({ detail }: CustomEvent<RevealScope>) => this.reveal(detail === 'all' ? null : row.id)}
      @view-change=${(event: CustomEvent<DetailView>) => (this.view = event.detail)}
      @overrule=${({ detail }: CustomEvent<OverruleRequest>) =>
        this.dialog?.open(row, detail.side, detail.sample)}
      @undo-overrule=${(event: CustomEvent<number>) => void this.undoOverrule(row, event.detail)}
      @row-action=${({ detail }: CustomEvent<RowAction>) => {
        performRowAction(row, detail).catch((error: unknown) => (this.failure = error));
      }}
      @diff=${(event: CustomEvent<number>) =>
        void this.ask('diff', { promptId: row.id, sample: event.detail, left: 'base', right: 'tuned' })}
    ></glens-row-detail>`;
  }

  private async undoOverrule(row: ComparisonRow, responseId: number): Promise<void> {
    const done = await this.ask('withdraw', { responseId });
    if (done !== undefined) await this.show(row.id);
  }

  private suiteTitle(suiteId: string): string {
    const benchmarks = this.comparison?.summary?.benchmarks ?? [];
    return benchmarks.find((benchmark) => benchmark.suiteId === suiteId)?.title ?? suiteId;
  }

  private isCovered(row: ComparisonRow): boolean {
    return isCovered(row, this.comparison ?? null);
  }

  private reveal(promptId: number | null): void {
    void this.ask('reveal', { promptId, shown: true });
  }

  private follow(comparison: ComparisonState | null): void {
    const same = comparison !== null && comparison.facts.path === this.comparison?.facts.path;
    this.comparison = comparison;
    if (same && this.row !== null) return;
    this.turn++;
    this.row = null;
    this.failure = null;
    if (comparison === null) return;
    if (comparison.selectedPromptId === null) void this.showFirstFlip();
    else void this.show(comparison.selectedPromptId);
  }

  private patch(part: Partial<ComparisonState>): void {
    if (this.comparison !== null && this.comparison !== undefined) {
      this.comparison = { ...this.comparison, ...part };
    }
  }

  private async showFirstFlip(): Promise<void> {
    const { turn } = this;
    const found = await this.ask('nextFlip', { fromPromptId: null, backwards: false });
    if (found === undefined || found === null || turn !== this.turn) return;
    // The other views follow, and the next flip is the one after this.
    await Promise.all([this.show(found.promptId), this.ask('select', found)]);
  }

  private async show(promptId: number): Promise<void> {
    const turn = ++this.turn;
    this.loading = true;
    const query = { filter: { promptId }, sort: 'runOrder', descending: false, offset: 0, limit: 1 } as const;
    const page = await this.ask('rows', { query });
    if (turn !== this.turn) return;
    this.loading = false;
    if (page === undefined) return;
    const row = page.rows[0] ?? null;
    if (row?.id !== this.row?.id) this.main?.scrollTo({ top: 0 });
    this.row = row;
  }

  /** The host's answer; undefined where it failed, which is then shown. */
  private async ask<Name extends WebviewRequestName>(
    name: Name,
    params: WebviewRequests[Name]['params'],
  ): Promise<WebviewRequests[Name]['result'] | undefined> {
    try {
      return await host.request(name, params);
    } catch (error) {
      this.failure = error;
      return undefined;
    }
  }
}
