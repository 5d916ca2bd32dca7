// The Responses tab: filters, the list of prompts, and the selected one in detail. Holds no rows but those near the view.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ComparisonRow, RowFacets, RowFilter } from '../../../src/protocol/comparison';
import { sides } from '../../../src/protocol/outcomes';
import type { ComparisonState } from '../../../src/protocol/webview';
import { isByPerson } from '../../../src/safety/outcomes/overruled';
import type { RevealScope } from '../../components/maskedText';
import type { OverruleRequest } from '../../components/rowDetail';
import type { DetailView } from '../../components/detailView';
import { host, readUiState, writeUiState } from '../../shared/host';
import { isCovered } from '../../shared/masking';
import { performRowAction, type RowAction } from '../../shared/rowActions';
import { reportError } from '../../shared/showRows';
import { common } from '../../styles/common';
import type { FilterBar } from './filterBar';
import type { KeyHelp } from './keyHelp';
import { keyAction, type KeyAction } from './keyMap';
import { filterCount, initialListState, sameList, type ListState } from './listState';
import type { OverruleDialog } from '../../components/overruleDialog';
import { readMemory } from './responsesMemory';
import type { RowList, RowsInView } from './rowList';
import { RowPages } from './rowPages';
import { Selection } from './selection';
import '../../components/emptyState';
import '../../components/rowDetail';
import '../../components/skeleton';
import '../../components/split';
import './columnAnswers';
import './filterBar';
import './keyHelp';
import './labelSample';
import '../../components/overruleDialog';
import './rowList';

@customElement('glens-responses')
export class ResponsesTab extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      .list {
        height: 100%;
      }
      glens-split {
        flex: 1;
      }
      .detail {
        height: 100%;
        overflow: auto;
      }
      .every > summary {
        padding: 8px 16px;
        cursor: pointer;
      }
      .notice {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        padding: 8px 16px;
        border-bottom: 1px solid
          var(--vscode-inputValidation-infoBorder, var(--vscode-contrastBorder, transparent));
        background: var(--vscode-inputValidation-infoBackground, transparent);
        color: var(--vscode-inputValidation-infoForeground, var(--vscode-foreground));
      }
    `,
  ];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  /** A filter that another tab asks for; each object is taken once. */
  @property({ attribute: false }) accessor requested: RowFilter | null = null;
  @property({ type: Boolean }) accessor active = false;

  @state() private accessor list: ListState = initialListState;
  @state() private accessor pages: RowPages | null = null;
  @state() private accessor facets: RowFacets | null = null;
  @state() private accessor failure: unknown = null;
  /** Whether a sample is being labelled, in the place of list and detail. */
  @state() private accessor labelling = false;
  /** Said once, for instance that there are no flips. */
  @state() private accessor announcement = '';
  @state() private accessor version = 0;
  @query('glens-filter-bar') private accessor bar: FilterBar | null = null;
  @query('glens-row-list') private accessor rows: RowList | null = null;
  @query('glens-overrule') private accessor overruleDialog: OverruleDialog | null = null;
  @query('glens-key-help') private accessor keyHelp: KeyHelp | null = null;
  @query('.detail') private accessor detail: HTMLElement | null = null;

  private memory = readMemory(readUiState('responses'));
  private readonly selection = new Selection({
    host,
    onChange: () => this.touch(),
    onPlaced: (index) => this.rows?.reveal(index),
    onError: (error) => reportError(this, error),
  });
  /** The list being loaded; the one shown stays until its first rows are there. */
  private coming: RowPages | null = null;
  private facetsTurn = 0;
  private shownId: number | null = null;
  private outdated = false;
  private readonly subscriptions: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.keyDown);
    this.subscriptions.push(
      () => window.removeEventListener('keydown', this.keyDown),
      host.onNotification('selected', ({ promptId }) => void this.selection.received(promptId)),
    );
  }

  override disconnectedCallback(): void {
    for (const unsubscribe of this.subscriptions.splice(0)) unsubscribe();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { requested, state } = this;
    if (changed.has('requested') && requested !== null) {
      this.load({ ...initialListState, filter: requested }, true);
    } else if (!this.hasUpdated) {
      this.selection.id = state?.selectedPromptId ?? this.memory.selectedId;
      this.load(this.memory.list, false);
    }
    const before = changed.get('state');
    if (before !== undefined && before !== null && before.facts !== state?.facts) this.outdated = true;
    if (before?.revealed !== state?.revealed) this.version++;
    if (this.outdated && this.active) this.refresh();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const id = this.selection.row?.id ?? null;
    if (id !== this.shownId) this.detail?.scrollTo({ top: 0 });
    this.shownId = id;
  }

  protected override render(): TemplateResult {
    const { pages, state } = this;
    return html`
      <glens-filter-bar
        .list=${this.list}
        .facets=${this.facets}
        .total=${this.coming === null ? (pages?.total ?? null) : null}
        .all=${state?.facts.prompts ?? 0}
        .suiteTitle=${this.suiteTitle}
        @list-change=${(event: CustomEvent<ListState>) => this.load(event.detail, true)}
        .writable=${state?.trusted === true}
        ?hidden=${this.labelling}
        @label-sample=${() => (this.labelling = true)}
        @help=${() => this.keyHelp?.open()}
      ></glens-filter-bar>
      <span class="visually-hidden" role="status">${this.announcement}</span>
      ${
        this.labelling
          ? html`<glens-label-sample
              .state=${state}
              ?active=${this.active}
              @leave=${() => this.endLabelling()}
            ></glens-label-sample>`
          : this.content()
      }
      <glens-overrule
        .covered=${this.selection.row === null || this.isCovered(this.selection.row)}
        @overruled=${() => this.refresh()}
      ></glens-overrule>
      <glens-key-help></glens-key-help>
    `;
  }

  private content(): TemplateResult {
    const { pages } = this;
    if (this.failure !== null) {
      return html`<glens-error
        .error=${this.failure}
        retryable
        @retry=${() => this.load(this.list, false)}
      ></glens-error>`;
    }
    if (pages?.total === undefined || pages.total === null)
      return html`<glens-skeleton lines="10"></glens-skeleton>`;
    if (pages.total === 0 && filterCount(this.list.filter) === 0) {
      return html`<glens-empty
        text="No prompts yet. They appear here as soon as the run has begun."
      ></glens-empty>`;
    }
    return html`<glens-split
      label="Resize the list"
      .share=${this.memory.share}
      @resized=${(event: CustomEvent<number>) => this.remember({ share: event.detail })}
    >
      <div slot="first" class="list">
        ${pages.total === 0 ? this.nothingLeft() : this.rowList(pages, pages.total)}
      </div>
      <div slot="second" class="detail">${this.detailOf(this.selection.row)}</div>
    </glens-split>`;
  }

  private rowList(pages: RowPages, total: number): TemplateResult {
    return html`<glens-row-list
      .count=${total}
      .selected=${this.selection.index}
      .rowAt=${(index: number) => pages.row(index)}
      .covered=${this.isCovered}
      .suiteTitle=${this.suiteTitle}
      .initialIndex=${this.memory.topIndex}
      .version=${this.version}
      @row-select=${(event: CustomEvent<number>) => void this.selection.take(event.detail)}
      @rows-in-view=${(event: CustomEvent<RowsInView>) => this.inView(pages, event.detail)}
    ></glens-row-list>`;
  }

  private nothingLeft(): TemplateResult {
    return html`<glens-empty text="No prompts match the filters.">
      <vscode-button appearance="secondary" @click=${() => this.clearFilters()}>Clear Filters</vscode-button>
    </glens-empty>`;
  }

  private detailOf(row: ComparisonRow | null): TemplateResult {
    if (row === null)
      return html`<glens-empty text="Select a prompt to see the responses to it."></glens-empty>`;
    return html`${
        this.selection.outside
          ? html`<div class="notice" role="status">
              <span>This prompt is outside the filters.</span>
              <button class="link" @click=${() => this.clearFilters()}>Clear filters</button>
            </div>`
          : nothing
      }
      <glens-row-detail
        .row=${row}
        .covered=${this.isCovered(row)}
        .writable=${this.state?.trusted === true}
        .view=${this.memory.view}
        .suiteTitle=${this.suiteTitle(row.suiteId)}
        @reveal=${({ detail }: CustomEvent<RevealScope>) => this.reveal(detail === 'all' ? null : row.id, true)}
        @view-change=${(event: CustomEvent<DetailView>) => this.remember({ view: event.detail })}
        @overrule=${(event: CustomEvent<OverruleRequest>) => this.overrule(event.detail)}
        @undo-overrule=${(event: CustomEvent<number>) => void this.undoOverrule(event.detail)}
        @diff=${(event: CustomEvent<number>) => this.diff(event.detail)}
        @row-action=${({ detail }: CustomEvent<RowAction>) => {
          performRowAction(row, detail).catch((error: unknown) => reportError(this, error));
        }}
      ></glens-row-detail>
      ${this.everyCheckpoint(row)}`;
  }

  /** Of several tuned checkpoints, all answers to the prompt; only asked for where they are looked at. */
  private everyCheckpoint(row: ComparisonRow): TemplateResult | typeof nothing {
    const columns = this.state?.facts.columns;
    if (columns === undefined) return nothing;
    const open = this.memory.everyCheckpoint;
    return html`<details
      class="every"
      ?open=${open}
      @toggle=${(event: Event) => {
        if (event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open !== open) {
          this.remember({ everyCheckpoint: event.currentTarget.open });
        }
      }}
    >
      <summary>All ${columns.length} checkpoints side by side</summary>
      ${
        open
          ? html`<glens-column-answers
              .promptId=${row.id}
              .covered=${this.isCovered(row)}
              .version=${this.state?.facts}
            ></glens-column-answers>`
          : nothing
      }
    </details>`;
  }

  private readonly suiteTitle = (suiteId: string): string =>
    this.state?.summary?.benchmarks.find((benchmark) => benchmark.suiteId === suiteId)?.title ?? suiteId;

  private readonly isCovered = (row: ComparisonRow): boolean => isCovered(row, this.state);

  /** `follow`: the user asked for this list, so the selection moves into it where it would be outside. */
  private load(list: ListState, follow: boolean): void {
    const first = this.pages === null;
    if (!first && this.failure === null && sameList(list, this.list)) return;
    this.list = list;
    this.failure = null;
    const pages = new RowPages({
      load: (offset, limit) => host.request('rows', { query: { ...list, offset, limit } }),
      onChange: () => this.arrived(pages, follow, first),
      onError: (error) => this.failed(pages, error),
    });
    this.coming = pages;
    if (!first || follow) this.remember({ list, topIndex: 0 });
    pages.want(this.memory.topIndex, this.memory.topIndex);
  }

  private arrived(pages: RowPages, follow: boolean, first: boolean): void {
    if (this.coming === pages) {
      this.coming = null;
      this.pages = pages;
      if (!first) this.rows?.toTop();
      const stay = first && !follow && this.selection.id === this.memory.selectedId;
      void this.selection.enter(this.list, pages, { follow, stay });
      // After the rows, which are what one waits for.
      void this.loadFacets();
    }
    if (this.pages === pages) this.touch();
  }

  private failed(pages: RowPages, error: unknown): void {
    if (this.coming === pages) {
      this.coming = null;
      this.failure = error;
    } else if (this.pages === pages) {
      reportError(this, error);
    }
  }

  private async loadFacets(): Promise<void> {
    const turn = ++this.facetsTurn;
    try {
      const facets = await host.request('facets', { filter: this.list.filter });
      if (turn === this.facetsTurn) this.facets = facets;
    } catch (error) {
      // The rows' own request says what is wrong, if it fails as well.
      if (turn === this.facetsTurn && this.failure === null) reportError(this, error);
    }
  }

  private refresh(): void {
    this.outdated = false;
    if (this.failure !== null) this.load(this.list, false);
    this.pages?.refresh();
    void this.selection.refresh();
    void this.loadFacets();
  }

  private inView(pages: RowPages, { first, last }: RowsInView): void {
    pages.want(first, last);
    this.remember({ topIndex: first });
  }

  private readonly keyDown = (event: KeyboardEvent): void => {
    if (!this.active || this.labelling || event.defaultPrevented) return;
    const path = event.composedPath().filter((target) => target instanceof HTMLElement);
    const action = keyAction(event, path);
    if (action === null) return;
    event.preventDefault();
    this.act(action);
  };

  private act(action: KeyAction): void {
    const { index, row } = this.selection;
    const last = (this.pages?.total ?? 0) - 1;
    switch (action) {
      case 'nextRow':
        if (index < last) void this.selection.take(index + 1);
        return;
      case 'previousRow':
        if (index > 0) void this.selection.take(index - 1);
        return;
      case 'nextFlip':
        return void this.nextFlip(false);
      case 'previousFlip':
        return void this.nextFlip(true);
      case 'overrule': {
        this.overrule({ side: row?.sides.tuned === undefined ? 'base' : 'tuned', sample: 0 });
        return;
      }
      case 'undoOverrule': {
        this.undoOverruleOf(row);
        return;
      }
      case 'diff': {
        this.diff(0);
        return;
      }
      case 'reveal': {
        this.toggleReveal();
        return;
      }
      case 'labelSample': {
        this.labelling = this.state?.trusted === true;
        return;
      }
      case 'search':
        return this.bar?.focusSearch();
      case 'help':
        return this.keyHelp?.open();
    }
  }

  private async nextFlip(backwards: boolean): Promise<void> {
    try {
      const found = await host.request('nextFlip', { fromPromptId: this.selection.id, backwards });
      this.announcement = found === null ? 'There are no flips in this comparison.' : '';
      if (found !== null) await this.selection.jump(found.promptId, true);
    } catch (error) {
      reportError(this, error);
    }
  }

  private overrule({ side, sample }: OverruleRequest): void {
    const { row } = this.selection;
    if (row !== null && this.state?.trusted === true) this.overruleDialog?.open(row, side, sample);
  }

  /** Of the selected prompt; where there are several the dialog asks which. */
  private undoOverruleOf(row: ComparisonRow | null): void {
    if (row === null || this.state?.trusted !== true) return;
    const found = sides.flatMap((side) =>
      (row.sides[side] ?? [])
        .filter(isByPerson)
        .map(({ responseId, sample }) => ({ side, sample, responseId })),
    );
    const [first] = found;
    if (first === undefined) this.announcement = 'No verdict on this prompt is overruled.';
    else if (found.length === 1) void this.undoOverrule(first.responseId);
    else this.overrule(first);
  }

  private async undoOverrule(responseId: number): Promise<void> {
    try {
      await host.request('withdraw', { responseId });
      this.announcement = 'Overruling undone: the judge’s verdict counts again.';
      this.refresh();
    } catch (error) {
      reportError(this, error);
    }
  }

  private diff(sample: number): void {
    const { row } = this.selection;
    if (row === null) return;
    if (this.isCovered(row)) {
      this.announcement = 'Show the harmful text first.';
      return;
    }
    host
      .request('diff', { promptId: row.id, sample, left: 'base', right: 'tuned' })
      .catch((error: unknown) => reportError(this, error));
  }

  private toggleReveal(): void {
    const { row } = this.selection;
    if (row?.kind !== 'harmful') return;
    this.reveal(row.id, this.isCovered(row));
  }

  private reveal(promptId: number | null, shown: boolean): void {
    host.request('reveal', { promptId, shown }).catch((error: unknown) => reportError(this, error));
  }

  private endLabelling(): void {
    this.labelling = false;
    void this.updateComplete.then(() => this.rows?.focusList());
  }

  private clearFilters(): void {
    this.load({ ...this.list, filter: {} }, false);
  }

  private remember(part: Partial<typeof this.memory>): void {
    this.memory = { ...this.memory, ...part, selectedId: this.selection.id };
    writeUiState('responses', this.memory);
    this.requestUpdate();
  }

  /** Something shown has changed that is not a property. */
  private touch(): void {
    this.version++;
    if (this.selection.id !== this.memory.selectedId) this.remember({});
  }
}
