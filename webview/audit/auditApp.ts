// The page of a reward audit: what it says in words, the forecast over β, and every prompt; above, how far it is.
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { AuditViewState } from '../../src/protocol/auditPanel';
import '../components/emptyState';
import { TabbedPage } from '../components/tabbedPage';
import { host, writeUiState } from '../shared/host';
import './auditHeader';
import './findings';
import './forecastTab';
import './promptsTab';

type TabId = 'findings' | 'forecast' | 'prompts';

@customElement('glens-audit')
export class AuditApp extends TabbedPage<AuditViewState, TabId> {
  /** Which group and reward the forecast shows, as it was chosen last. */
  @state() private accessor chosen = '';

  constructor() {
    super(
      [
        { id: 'findings', label: 'Findings' },
        { id: 'forecast', label: 'Forecast' },
        { id: 'prompts', label: 'Prompts' },
      ],
      'Views of the audit',
    );
  }

  protected override async request(): Promise<AuditViewState> {
    const audit = await host.request('auditState', {});
    // What brings the page back after the window is reloaded.
    writeUiState('configPath', audit.configPath);
    return audit;
  }

  protected override follow(): (() => void)[] {
    return [
      host.onNotification('auditChanged', (audit) => {
        this.shown = audit;
      }),
      host.onNotification('auditProgress', (progress) => {
        if (this.shown === null) return;
        if (this.shown.progress === null) this.failure = null;
        this.shown = { ...this.shown, progress };
      }),
    ];
  }

  protected override aboveTabs(audit: AuditViewState): TemplateResult {
    return html`<glens-audit-header .audit=${audit}></glens-audit-header>`;
  }

  protected override content(tab: TabId, { summary, progress }: AuditViewState): TemplateResult {
    if (summary === null || summary.answers === 0) {
      if (progress !== null) {
        return html`<glens-empty
          text="Answers are being sampled. What they say stands here at the end, or when the audit is stopped."
        ></glens-empty>`;
      }
      return html`<glens-empty
        text="Nothing was asked yet. An audit samples the base's answers to benchmark prompts, gives them this configuration's rewards, and says which way these would push refusals if the prompts were trained on."
      ></glens-empty>`;
    }
    switch (tab) {
      case 'findings':
        return html`<glens-audit-findings .summary=${summary}></glens-audit-findings>`;
      case 'forecast':
        return html`<glens-audit-forecast
          .summary=${summary}
          .chosen=${this.chosen}
          @choose-reading=${(event: CustomEvent<string>) => (this.chosen = event.detail)}
        ></glens-audit-forecast>`;
      case 'prompts':
        return html`<glens-audit-prompts .summary=${summary}></glens-audit-prompts>`;
    }
  }
}
