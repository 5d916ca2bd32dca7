// Filters, sort and counts of the responses. It changes nothing by itself: every change is a new ListState.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { FacetCount, RowFacets, RowFilter, RowSort } from '../../../src/protocol/comparison';
import { flips } from '../../../src/protocol/outcomes';
import { formatCount } from '../../../src/safety/presentation/numbers';
import { fieldChecked, fieldValue } from '../../components/toolkit';
import type { SelectOption } from '../../components/select';
import {
  attackLabel,
  flipLabels,
  kindLabels,
  outcomeLabels,
  sideLabels,
} from '../../../src/safety/presentation/labels';
import { common } from '../../styles/common';
import { filterCount, initialListState, sortLabels, withFilter, type ListState } from './listState';
import '../../components/select';

type ChoiceFilter = 'flips' | 'kind' | 'suiteId' | 'category' | 'attackId' | 'outcome' | 'outcomeSide';

const searchDelay = 80;

/** Fires `list-change` with a ListState, and `help`. */
@customElement('glens-filter-bar')
export class FilterBar extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        padding: 8px 16px;
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
        container-type: inline-size;
      }
      .bar,
      .controls {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .controls {
        flex: 1 1 100%;
      }
      .search {
        flex: 1 1 180px;
        min-width: 0;
        max-width: 360px;
      }
      glens-select {
        flex: 1 1 120px;
        min-width: 90px;
        max-width: 200px;
      }
      .order {
        display: flex;
        flex: 0 1 auto;
        gap: 4px;
      }
      .order glens-select {
        flex: 0 1 160px;
      }
      .wide {
        flex-basis: 150px;
      }
      .count {
        flex: 1 1 auto;
        font-variant-numeric: tabular-nums;
      }
      .fold {
        display: none;
      }
      @container (max-width: 399px) {
        .order glens-select {
          flex-basis: 105px;
        }
      }
      @container (max-width: 699px) {
        .fold {
          display: inline-flex;
        }
        .controls {
          display: none;
        }
        .controls.open {
          display: flex;
        }
        .search {
          max-width: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor list: ListState = initialListState;
  /** null while they are counted for the first time. */
  @property({ attribute: false }) accessor facets: RowFacets | null = null;
  /** Rows that the filter leaves; null while they are asked for. */
  @property({ attribute: false }) accessor total: number | null = null;
  /** False in an untrusted workspace, where nothing is written. */
  @property({ type: Boolean }) accessor writable = false;
  /** All rows of the comparison. */
  @property({ type: Number }) accessor all = 0;
  @property({ attribute: false }) accessor suiteTitle: (suiteId: string) => string = (suiteId) => suiteId;
  @state() private accessor open = false;
  @query('.search') private accessor search: HTMLElement | null = null;
  private lastCount = '';
  private readonly offered = new Set<ChoiceFilter>();
  private judgesDiffer = false;
  private typing: ReturnType<typeof setTimeout> | undefined;

  focusSearch(): void {
    this.search?.focus();
  }

  override disconnectedCallback(): void {
    clearTimeout(this.typing);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { filter } = this.list;
    const set = filterCount(filter);
    const folded = filter.text === undefined ? set : set - 1;
    return html`<div class="bar" role="search" aria-label="Filter the responses">
      <vscode-text-field
        class="search"
        placeholder="Search prompts and answers"
        .value=${filter.text ?? ''}
        @input=${this.typed}
      ></vscode-text-field>
      <vscode-button
        class="pattern"
        appearance=${filter.pattern === true ? 'primary' : 'secondary'}
        aria-pressed=${filter.pattern === true ? 'true' : 'false'}
        aria-label="Use regular expression"
        title="Use regular expression"
        @click=${() => this.set('pattern', filter.pattern === true ? undefined : true)}
        >.*</vscode-button
      >
      <vscode-button
        class="fold"
        appearance="secondary"
        aria-expanded=${this.open ? 'true' : 'false'}
        @click=${() => (this.open = !this.open)}
        >${folded === 0 ? 'Filters' : `Filters (${folded})`}</vscode-button
      >
      <span class="count muted" role="status">${this.countText()}</span>
      ${
        set === 0
          ? nothing
          : html`<button class="link" @click=${() => this.change({ ...this.list, filter: {} })}>
              Clear filters
            </button>`
      }
      ${this.order()}
      ${
        this.writable
          ? html`<button class="link" @click=${() => this.dispatchEvent(new CustomEvent('label-sample'))}>
              Label a Sample
            </button>`
          : nothing
      }
      <button class="link" @click=${() => this.dispatchEvent(new CustomEvent('help'))}>Keys</button>
      <div class="controls ${this.open ? 'open' : ''}">${this.controls()}</div>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // The toolkit names its controls itself when they are connected: a field "Text field", a checkbox once for all.
    this.search?.setAttribute('aria-label', 'Search in prompts and answers');
    const checkbox = this.renderRoot.querySelector('vscode-checkbox');
    checkbox?.setAttribute('aria-label', this.disagreeText());
    this.renderRoot.querySelector('.marked')?.setAttribute('aria-label', this.markedText());
    this.renderRoot.querySelector('.by-person')?.setAttribute('aria-label', this.byPersonText());
  }

  private disagreeText(): string {
    const { facets } = this;
    return facets === null ? 'Judges disagree' : `Judges disagree (${formatCount(facets.judgeDisagreement)})`;
  }

  private markedText(): string {
    const count = this.facets === null ? '' : ` (${formatCount(this.facets.marked)})`;
    return `Star or note${count}`;
  }

  private byPersonText(): string {
    const count = this.facets === null ? '' : ` (${formatCount(this.facets.byPerson)})`;
    return `Verdict by a person${count}`;
  }

  private countText(): string {
    const { total } = this;
    // What was said last stays until there is something new to say.
    if (total === null) return this.lastCount;
    this.lastCount =
      filterCount(this.list.filter) === 0
        ? `${formatCount(total)} prompts`
        : `${formatCount(total)} of ${formatCount(this.all)} prompts`;
    return this.lastCount;
  }

  private controls(): TemplateResult {
    const { facets, list } = this;
    const { filter } = list;
    // Like a choice, it stays once there was something to see.
    if ((facets?.judgeDisagreement ?? 0) > 0) this.judgesDiffer = true;
    const flipOptions = [
      this.option('any', 'All flips', facets === null ? null : facets.lost + facets.gained),
      ...flips.map((flip) => this.option(flip, flipLabels[flip], facets?.[flip] ?? null)),
    ];
    const side = filter.outcomeSide;
    return html`
      ${this.choice('flips', 'Flips', 'All prompts', flipOptions)}
      ${this.choice(
        'kind',
        'Kind',
        'Any kind',
        this.counted(facets?.kinds, (kind) => kindLabels[kind]),
      )}
      ${this.choice('suiteId', 'Benchmark', 'Any benchmark', this.counted(facets?.suites, this.suiteTitle), 'wide')}
      ${this.choice(
        'category',
        'Category',
        'Any category',
        this.counted(facets?.categories, (name) => name),
        'wide',
      )}
      ${this.choice('attackId', 'Attack', 'Any attack', this.counted(facets?.attacks, attackLabel))}
      ${this.choice(
        'outcome',
        'Outcome',
        'Any outcome',
        this.counted(facets?.outcomes, (name) => outcomeLabels[name]),
      )}
      ${this.choice(
        'outcomeSide',
        'Side of the outcome',
        'on any side',
        [
          ...(['base', 'tuned', 'control'] as const).map((value) => ({
            value,
            label: `on ${value === 'control' ? sideLabels[value] : sideLabels[value].toLowerCase()}`,
          })),
        ],
        filter.outcome === undefined && side === undefined ? 'unused' : '',
      )}
      <vscode-checkbox
        ?hidden=${filter.judgeDisagreement !== true && !this.judgesDiffer}
        .checked=${filter.judgeDisagreement === true}
        @change=${(event: Event) => this.set('judgeDisagreement', fieldChecked(event) ? true : undefined)}
        >Judges
        disagree${facets === null ? '' : ` (${formatCount(facets.judgeDisagreement)})`}</vscode-checkbox
      >
      <vscode-checkbox
        class="marked"
        ?hidden=${filter.marked !== true && (facets?.marked ?? 0) === 0}
        .checked=${filter.marked === true}
        @change=${(event: Event) => this.set('marked', fieldChecked(event) ? true : undefined)}
        >${this.markedText()}</vscode-checkbox
      >
      <vscode-checkbox
        class="by-person"
        ?hidden=${filter.byPerson !== true && (facets?.byPerson ?? 0) === 0}
        .checked=${filter.byPerson === true}
        @change=${(event: Event) => this.set('byPerson', fieldChecked(event) ? true : undefined)}
        >${this.byPersonText()}</vscode-checkbox
      >
    `;
  }

  private order(): TemplateResult {
    const { list } = this;
    return html`<span class="order">
      <glens-select
        label="Sort by"
        .value=${list.sort}
        .options=${Object.entries(sortLabels).map(([value, label]) => ({ value, label }))}
        @choose=${(event: CustomEvent<string>) => this.change({ ...list, sort: event.detail as RowSort })}
      ></glens-select>
      <vscode-button
        appearance="secondary"
        aria-pressed=${list.descending ? 'true' : 'false'}
        title=${list.descending ? 'Sorted from high to low' : 'Sorted from low to high'}
        aria-label="Descending order"
        @click=${() => this.change({ ...list, descending: !list.descending })}
        >${list.descending ? '↓' : '↑'}</vscode-button
      >
    </span>`;
  }

  private choice(
    name: ChoiceFilter,
    label: string,
    any: string,
    options: readonly SelectOption[],
    size = '',
  ): TemplateResult {
    const value = this.list.filter[name] ?? '';
    // Once there was something to choose it stays in its place, even where other filters leave nothing of it.
    if (options.length > (name === 'attackId' ? 1 : 0) || value !== '') this.offered.add(name);
    const known = options.some((option) => option.value === value);
    const all = [
      { value: '', label: any },
      ...options,
      // What is set stays choosable where no row is left of it.
      ...(value === '' || known ? [] : [{ value, label: this.wordsFor(name, value) }]),
    ];
    return html`<glens-select
      class=${size}
      label=${label}
      .value=${value}
      .options=${all}
      ?hidden=${size === 'unused' || !this.offered.has(name)}
      @choose=${(event: CustomEvent<string>) => this.set(name, event.detail === '' ? undefined : event.detail)}
    ></glens-select>`;
  }

  private wordsFor(name: ChoiceFilter, value: string): string {
    if (name === 'suiteId') return `${this.suiteTitle(value)} (0)`;
    if (name === 'attackId') return `${attackLabel(value)} (0)`;
    return name === 'outcome' ? `${outcomeLabels[value as keyof typeof outcomeLabels]} (0)` : `${value} (0)`;
  }

  private counted<Value extends string>(
    counts: readonly FacetCount<Value>[] | undefined,
    words: (value: Value) => string,
  ): SelectOption[] {
    return (counts ?? []).map(({ value, rows }) => this.option(value, words(value), rows));
  }

  private option(value: string, label: string, rows: number | null): SelectOption {
    return { value, label: rows === null ? label : `${label} (${formatCount(rows)})` };
  }

  private readonly typed = (event: Event): void => {
    const text = fieldValue(event);
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.set('text', text.trim() === '' ? undefined : text), searchDelay);
  };

  private set(name: keyof RowFilter, value: string | boolean | undefined): void {
    // The values come from the options that the host named for this very filter.
    this.change(withFilter(this.list, name, value as RowFilter[typeof name]));
  }

  private change(list: ListState): void {
    this.dispatchEvent(new CustomEvent<ListState>('list-change', { detail: list }));
  }
}
