// The comparison editor: one comparison's state, live, and its tabs. Each tab asks the host for what only it shows.
import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ColumnFacts, RowFilter } from '../../src/protocol/comparison';
import type { ComparisonState } from '../../src/protocol/webview';
import '../components/progressLine';
import '../components/select';
import { TabbedPage } from '../components/tabbedPage';
import { sideName } from '../../src/safety/presentation/sideName';
import { host } from '../shared/host';
import './overview/overviewTab';
import './provenance/provenanceTab';
import './representation/representationTab';
import './responses/responsesTab';
import './theory/theoryTab';
import './tokens/tokensTab';

type TabId = 'overview' | 'responses' | 'tokens' | 'representation' | 'theory' | 'settings';

@customElement('glens-comparison')
export class ComparisonApp extends TabbedPage<ComparisonState, TabId> {
  static override styles: CSSResultGroup = [
    TabbedPage.styles,
    css`
      .picker {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding: 8px 16px 0;
      }
      .picker glens-select {
        width: min(100%, 320px);
      }
    `,
  ];

  /** What the Responses tab is to show, from a link on another tab; a new object for every click. */
  @state() private accessor requestedFilter: RowFilter | null = null;

  constructor() {
    super(
      [
        { id: 'overview', label: 'Overview' },
        { id: 'responses', label: 'Responses', fills: true },
        { id: 'tokens', label: 'Tokens' },
        { id: 'representation', label: 'Representation' },
        { id: 'theory', label: 'Theory' },
        { id: 'settings', label: 'Settings' },
      ],
      'Views of the comparison',
    );
    this.addEventListener('show-rows', (event) => {
      this.requestedFilter = { ...(event as CustomEvent<RowFilter>).detail };
      this.show('responses');
    });
  }

  protected override async request(): Promise<ComparisonState> {
    const comparison = await host.request('state', {});
    if (comparison.openedAtRow) this.show('responses');
    return comparison;
  }

  protected override follow(): (() => void)[] {
    return [
      host.onNotification('progress', (progress) => this.patch({ progress })),
      host.onNotification('settings', (settings) => this.patch({ settings })),
      host.onNotification('revealed', (revealed) => this.patch({ revealed })),
      host.onNotification('showRow', () => this.show('responses')),
      host.onNotification('selected', ({ promptId }) => this.patch({ selectedPromptId: promptId })),
      host.onNotification('changed', (changed) => {
        this.failure = null;
        if (this.shown === null) void this.load();
        else this.patch(changed);
      }),
    ];
  }

  protected override aboveTabs({ facts }: ComparisonState): TemplateResult {
    const title = `${sideName(facts, 'tuned')} compared with ${sideName(facts, 'base')}`;
    return html`<h1 class="visually-hidden">${title}</h1>
      ${facts.columns === undefined ? nothing : this.picker(facts.columns, facts.column ?? 0)}`;
  }

  /** Which of several tuned checkpoints all tabs show. */
  private picker(columns: readonly ColumnFacts[], shown: number): TemplateResult {
    return html`<div class="picker">
      <span class="muted" aria-hidden="true">Checkpoint</span>
      <glens-select
        label="Checkpoint shown beside the base"
        .value=${String(shown)}
        .options=${columns.map(({ name }, index) => ({ value: String(index), label: name }))}
        @choose=${(event: CustomEvent<string>) => this.chooseColumn(Number(event.detail))}
      ></glens-select>
    </div>`;
  }

  private chooseColumn(column: number): void {
    host.request('chooseColumn', { column }).catch((error: unknown) => {
      this.failure = error;
    });
  }

  protected override belowTabs({ facts, progress, trusted }: ComparisonState): TemplateResult {
    return html`<glens-progress .facts=${facts} .progress=${progress} ?trusted=${trusted}></glens-progress>`;
  }

  protected override content(tab: TabId, comparison: ComparisonState): TemplateResult {
    switch (tab) {
      case 'overview':
        return html`<glens-overview .state=${comparison}></glens-overview>`;
      case 'responses':
        return html`<glens-responses
          .state=${comparison}
          .requested=${this.requestedFilter}
          ?active=${this.tab === 'responses'}
        ></glens-responses>`;
      case 'tokens':
        return html`<glens-tokens .state=${comparison}></glens-tokens>`;
      case 'representation':
        return html`<glens-representation .state=${comparison}></glens-representation>`;
      case 'theory':
        return html`<glens-theory .state=${comparison}></glens-theory>`;
      case 'settings':
        return html`<glens-provenance .state=${comparison}></glens-provenance>`;
    }
  }

  private patch(part: Partial<ComparisonState>): void {
    if (this.shown !== null) this.shown = { ...this.shown, ...part };
  }
}
