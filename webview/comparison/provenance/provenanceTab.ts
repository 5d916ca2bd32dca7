// The Settings tab: everything needed to judge and to repeat the comparison, as text and as a command line.
import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ComparisonState } from '../../../src/protocol/webview';
import '../../components/skeleton';
import '../../components/toolkit';
import { host } from '../../shared/host';
import { formatDate } from '../../shared/formatDate';
import { reportError } from '../../shared/showRows';
import { common } from '../../styles/common';
import { groupText, type Entry, type EntryGroup } from '../../../src/safety/presentation/provenance/entry';
import { settingsGroups, sideGroups } from '../../../src/safety/presentation/provenance/provenance';
import { provenanceStyles } from './provenanceStyles';

const copyMark = svg`<path d="M5.5 5.5h7v8h-7z M3.5 10.5v-8h7" />`;
const doneMark = svg`<path d="M3 8.5l3.5 3.5L13 4.5" />`;
/** Milliseconds that a button says that it has copied. */
const confirmation = 2000;

@customElement('glens-provenance')
export class ProvenanceTab extends LitElement {
  static override styles = [common, provenanceStyles];

  @property({ attribute: false }) accessor state: ComparisonState | null = null;
  /** What was copied last, by name, for a short while. */
  @state() private accessor copied = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    if (this.state === null) return html`<glens-skeleton lines="8"></glens-skeleton>`;
    const { facts, summary, command } = this.state;
    const sides: readonly EntryGroup[] = sideGroups(facts);
    const groups = settingsGroups(facts, summary, { formatTime: formatDate });
    const all = (): string =>
      [...[...sides, ...groups].map(groupText), `Command line\n${command}`].join('\n\n');
    return html`<div class="page">
      <span class="visually-hidden" role="status" aria-live="polite"
        >${this.copied === '' ? '' : `Copied: ${this.copied}`}</span
      >
      <section aria-labelledby="command">
        <h2 id="command">To make this comparison again</h2>
        <pre tabindex="0" role="group" aria-label="Command line">${command}</pre>
        <div class="buttons">
          ${this.button('Copy Command', 'primary', 'Command line', () => command)}
          ${this.button('Copy All as Text', 'secondary', 'All settings', all)}
        </div>
      </section>
      <section aria-labelledby="checkpoints">
        <h2 id="checkpoints">Checkpoints</h2>
        <div class="sides">
          ${sides.map(
            ({ title, entries }) =>
              html`<div>
                <h3>${title}</h3>
                ${this.list(entries, title)}
              </div>`,
          )}
        </div>
      </section>
      ${groups.map(
        ({ title, entries }) =>
          html`<section aria-label=${title}>
            <h2>${title}</h2>
            ${this.list(entries, title)}
          </section>`,
      )}
    </div>`;
  }

  private button(label: string, appearance: string, what: string, text: () => string): TemplateResult {
    return html`<vscode-button appearance=${appearance} @click=${() => void this.copy(what, text())}
      >${this.copied === what ? 'Copied' : label}</vscode-button
    >`;
  }

  private list(entries: readonly Entry[], title: string): TemplateResult {
    return html`<dl>
      ${entries.map(
        ({ label, values, copyable, differs }) =>
          html`<div>
            <dt class="muted">${label}</dt>
            <dd class=${copyable ? 'code' : ''}>
              <span class="values">${values.map((value) => html`<span>${value}</span>`)}</span>
              ${differs === true ? html`<span class="differs">differs from base</span>` : nothing}
              ${copyable ? this.copyButton(`${title}: ${label}`, values.join('\n')) : nothing}
            </dd>
          </div>`,
      )}
    </dl>`;
  }

  private copyButton(what: string, text: string): TemplateResult {
    return html`<button
      class="copy"
      title="Copy"
      aria-label=${`Copy ${what}`}
      @click=${() => void this.copy(what, text)}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">${this.copied === what ? doneMark : copyMark}</svg>
    </button>`;
  }

  private async copy(what: string, text: string): Promise<void> {
    try {
      await host.request('copy', { text });
    } catch (error) {
      reportError(this, error);
      return;
    }
    clearTimeout(this.timer);
    this.copied = what;
    this.timer = setTimeout(() => (this.copied = ''), confirmation);
  }
}
