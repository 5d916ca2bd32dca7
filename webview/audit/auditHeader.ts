// What is audited, what it would cost, how far it is, and the buttons that start and stop it.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AuditPlan } from '../../src/protocol/audit';
import {
  largestAuditLimit,
  largestAuditSamples,
  type AuditSize,
  type AuditViewState,
} from '../../src/protocol/auditPanel';
import { algorithmLabels } from '../../src/protocol/training';
import { planText } from '../../src/safety/presentation/audit/auditSentences';
import { betaText } from '../../src/safety/presentation/audit/auditNames';
import { progressText } from '../../src/safety/presentation/progressText';
import { fieldValue } from '../components/toolkit';
import { host } from '../shared/host';
import { reportError } from '../shared/showRows';
import { common } from '../styles/common';
import { progressBar } from '../styles/progressBar';

@customElement('glens-audit-header')
export class AuditHeader extends LitElement {
  static override styles = [
    common,
    progressBar,
    css`
      :host {
        display: block;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px 12px;
        padding: 8px 16px 0;
      }
      .line:last-of-type {
        padding-bottom: 8px;
      }
      h1 {
        font-size: 1.15em;
        overflow-wrap: anywhere;
      }
      .grow {
        flex: 1 1 200px;
        font-variant-numeric: tabular-nums;
      }
      .plan {
        white-space: pre-line;
      }
      vscode-text-field {
        width: 14em;
      }
      .conflict {
        padding: 8px 16px;
        border-bottom: 1px solid
          var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder, currentColor));
        background: var(--vscode-inputValidation-warningBackground, transparent);
        color: var(--vscode-inputValidation-warningForeground, inherit);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) accessor audit: AuditViewState | null = null;
  /** As the fields say; null: as the audit has it. */
  @state() private accessor size: AuditSize | null = null;
  /** Of that size, where it was asked for; null: the audit's own. */
  @state() private accessor plan: AuditPlan | null = null;
  /** Between a click and the host's word on it. */
  @state() private accessor busy: 'starting' | 'stopping' | 'estimating' | null = null;
  /** Answers about an older size are dropped. */
  private turn = 0;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('audit')) return;
    const before = changed.get('audit') as AuditViewState | null | undefined;
    const ended = before?.progress != null && this.audit?.progress === null;
    const began = before?.progress === null && this.audit?.progress != null;
    if (ended || began) {
      this.busy = null;
      this.plan = null;
      this.size = null;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { audit } = this;
    if (audit === null) return nothing;
    const name = audit.configPath.split(/[\\/]/u).at(-1) ?? audit.configPath;
    const shown = this.plan ?? audit.plan;
    const facts = audit.plan ?? audit.summary;
    return html`<div class="line">
        <h1>Reward audit</h1>
        <span class="muted grow">
          <button class="link" @click=${() => this.ask(() => host.request('openAuditConfig', {}))}>
            ${name}
          </button>
          ${
            facts === null
              ? nothing
              : html` · ${algorithmLabels[facts.algorithm].name}, β ${betaText(facts.beta)} ·
                ${facts.functions.map((one) => one.name).join(', ')}`
          }
        </span>
        ${
          audit.summary === null || audit.summary.answers === 0
            ? nothing
            : html`<vscode-button
                appearance="secondary"
                @click=${() => this.ask(() => host.request('exportAudit', {}))}
                >Export Report…</vscode-button
              >`
        }
      </div>
      ${audit.conflict === null ? nothing : html`<p class="conflict" role="note">${audit.conflict.message} What is shown below was asked with them.</p>`}
      ${audit.progress === null ? this.idle(audit, shown) : this.underWay(audit)}`;
  }

  private idle(audit: AuditViewState, plan: AuditPlan | null): TemplateResult {
    if (!audit.trusted || plan === null) {
      return html`<div class="line"><span class="muted">Trust this workspace to run an audit.</span></div>`;
    }
    const size = this.size ?? audit.size;
    const starting = this.busy === 'starting';
    return html`<div class="line">
        ${this.field('Answers per prompt', 'samples', size, [2, largestAuditSamples])}
        ${this.field('Prompts per benchmark', 'limit', size, [1, largestAuditLimit])}
        ${
          isComplete(audit, plan)
            ? nothing
            : html`<vscode-button
                  ?disabled=${starting}
                  @click=${() => this.start(size, audit.conflict !== null)}
                  >${startText(audit, plan)}</vscode-button
                >
                <vscode-button
                  appearance="secondary"
                  ?disabled=${this.busy !== null || plan.answered === plan.answers}
                  @click=${() => this.estimate(size)}
                  >Estimate Time</vscode-button
                >`
        }
      </div>
      <div class="line">
        <span class="plan grow muted" role="status"
          >${starting ? 'Starting…' : this.busy === 'estimating' ? 'Sampling a few answers…' : planText(plan)}</span
        >
      </div>`;
  }

  private underWay({ progress }: AuditViewState): TemplateResult | typeof nothing {
    if (progress === null) return nothing;
    return html`<div class="line">
        <span class="grow">${progressText(progress)}</span>
        <vscode-button
          appearance="secondary"
          ?disabled=${this.busy === 'stopping'}
          @click=${() => this.stop()}
          >Stop</vscode-button
        >
      </div>
      <progress
        aria-label="Progress of the audit"
        max=${Math.max(1, progress.total)}
        .value=${progress.done}
      ></progress>`;
  }

  private field(
    label: string,
    key: keyof AuditSize,
    size: AuditSize,
    [least, most]: readonly [number, number],
  ): TemplateResult {
    return html`<vscode-text-field
      type="number"
      min=${least}
      max=${most}
      .value=${String(size[key])}
      @change=${(event: Event) => {
        const value = Math.round(Number(fieldValue(event)));
        if (!Number.isFinite(value)) return;
        this.resize({ ...size, [key]: Math.min(most, Math.max(least, value)) });
      }}
      >${label}</vscode-text-field
    >`;
  }

  private resize(size: AuditSize): void {
    this.size = size;
    this.askPlan(size, false);
  }

  private estimate(size: AuditSize): void {
    this.busy = 'estimating';
    this.askPlan(size, true);
  }

  private askPlan(size: AuditSize, estimate: boolean): void {
    const turn = ++this.turn;
    this.ask(async () => {
      const plan = await host.request('sizeAudit', { size, estimate });
      if (turn !== this.turn) return;
      this.plan = plan;
      if (estimate) this.busy = null;
    });
  }

  private start(size: AuditSize, fresh: boolean): void {
    this.busy = 'starting';
    this.ask(() => host.request('startAudit', { size, fresh }));
  }

  private stop(): void {
    this.busy = 'stopping';
    this.ask(() => host.request('stopAudit', {}));
  }

  private ask(action: () => Promise<unknown>): void {
    action().catch((error: unknown) => {
      this.busy = null;
      reportError(this, error);
    });
  }
}

function startText({ conflict }: AuditViewState, { answered, answers }: AuditPlan): string {
  if (conflict !== null) return 'Begin Anew';
  if (answered === 0) return 'Run Audit';
  return answered < answers ? 'Resume' : 'Finish';
}

/** Nothing is left to ask, to reward and to judge. */
function isComplete({ conflict, summary }: AuditViewState, { answers }: AuditPlan): boolean {
  if (conflict !== null || summary === null) return false;
  return summary.answers >= answers && summary.expectedAnswers === answers;
}
