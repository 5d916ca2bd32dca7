// The list of prompts: a listbox that holds only the rows in view, however many there are.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ComparisonRow, RowMark } from '../../../src/protocol/comparison';
import { sides } from '../../../src/protocol/outcomes';
import { formatCount } from '../../../src/safety/presentation/numbers';
import { isOverruled } from '../../../src/safety/outcomes/overruled';
import {
  attackLabel,
  flipLabels,
  flipMarks,
  flipMeanings,
  sideLabels,
} from '../../../src/safety/presentation/labels';
import '../../components/overruledMark';
import { firstLine } from '../../shared/masking';
import { spreadOf } from '../../shared/spread';
import { common } from '../../styles/common';
import '../../components/outcomeChip';

export interface RowsInView {
  readonly first: number;
  readonly last: number;
}

/** Fires `row-select` with an index and `rows-in-view` with a RowsInView. */
@customElement('glens-row-list')
export class RowList extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        height: 100%;
        container-type: inline-size;
      }
      .scroller {
        height: 100%;
        overflow: auto;
        overflow-anchor: none;
      }
      .scroller:focus-visible {
        outline: none;
      }
      .rows {
        position: relative;
        width: 100%;
        contain: strict;
      }
      .row {
        position: absolute;
        top: 0;
        left: 0;
        display: flex;
        flex-direction: column;
        justify-content: center;
        width: 100%;
        padding: 0 16px;
        border-bottom: 1px solid
          var(--vscode-contrastBorder, var(--vscode-tree-tableColumnsBorder, transparent));
        cursor: pointer;
        contain: strict;
      }
      .row:hover {
        background: var(--vscode-list-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .row[aria-selected='true'] {
        background: var(--vscode-list-inactiveSelectionBackground);
        color: var(--vscode-list-inactiveSelectionForeground, inherit);
        outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .scroller:focus .row[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground, inherit);
      }
      .scroller:focus-visible .row[aria-selected='true'] {
        outline: 1px solid
          var(
            --vscode-list-focusAndSelectionOutline,
            var(--vscode-contrastActiveBorder, var(--vscode-focusBorder))
          );
        outline-offset: -1px;
      }
      .row[aria-selected='true'] .muted {
        color: inherit;
      }
      .scroller:focus-visible:not(:has([aria-selected='true'])) {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 8px;
        min-width: 0;
      }
      .prompt,
      .place {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .covered {
        font-style: italic;
      }
      .chips {
        display: flex;
        flex: none;
        gap: 4px;
      }
      .bar {
        height: 10px;
        border-radius: 2px;
        background: var(--vscode-editorWidget-background, transparent);
      }
      @container (max-width: 300px) {
        .place {
          display: none;
        }
      }
    `,
  ];

  @property({ type: Number }) accessor count = 0;
  @property({ type: Number }) accessor selected = -1;
  /** null: not loaded yet. */
  @property({ attribute: false }) accessor rowAt: (index: number) => ComparisonRow | null = () => null;
  @property({ attribute: false }) accessor covered: (row: ComparisonRow) => boolean = () => true;
  @property({ attribute: false }) accessor suiteTitle: (suiteId: string) => string = (suiteId) => suiteId;
  /** Index at the top when the list is first shown. */
  @property({ attribute: false }) accessor initialIndex = 0;
  /** Changes whenever `rowAt` or `covered` would answer differently. */
  @property({ attribute: false }) accessor version = 0;

  @query('.scroller') private accessor scroller: HTMLElement | null = null;
  private virtualizer: Virtualizer<HTMLElement, HTMLElement> | null = null;
  private unmount: (() => void) | null = null;
  private rowHeight = 48;
  private inView = '';
  private begun = false;
  private height = 0;
  private keepsSelected = false;

  focusList(): void {
    this.scroller?.focus();
  }

  override disconnectedCallback(): void {
    this.unmount?.();
    this.unmount = null;
    this.virtualizer = null;
    super.disconnectedCallback();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  /** Brings a row into view: by as little as it takes, or, from farther away, into the middle. */
  reveal(index: number): void {
    void this.updateComplete.then(() => {
      const range = this.virtualizer?.range ?? null;
      const near = range === null || (index >= range.startIndex - 1 && index <= range.endIndex + 1);
      this.virtualizer?.scrollToIndex(index, { align: near ? 'auto' : 'center' });
    });
  }

  toTop(): void {
    this.scroller?.scrollTo({ top: 0 });
  }

  override focus(): void {
    this.scroller?.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('count'))
      this.virtualizer?.setOptions({ ...this.virtualizer.options, count: this.count });
  }

  protected override render(): TemplateResult {
    const items = this.virtualizer?.getVirtualItems() ?? [];
    const active = items.some(({ index }) => index === this.selected) ? `row-${this.selected}` : nothing;
    return html`<div
      class="scroller"
      role="listbox"
      tabindex="0"
      aria-label="Prompts"
      aria-activedescendant=${active}
      @keydown=${this.keyDown}
    >
      <div class="rows" role="presentation" .style=${`height: ${this.virtualizer?.getTotalSize() ?? 0}px`}>
        ${repeat(
          items,
          ({ index }) => index,
          (item) => this.row(item),
        )}
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.virtualizer === null && this.scroller !== null && this.isConnected) this.mount(this.scroller);
    this.virtualizer?._willUpdate();
    if (this.atInitialIndex()) this.tellRowsInView();
  }

  private mount(scroller: HTMLElement): void {
    this.rowHeight = Math.round(Number.parseFloat(getComputedStyle(this).fontSize) * 2.8 + 14);
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      count: this.count,
      getScrollElement: () => scroller,
      estimateSize: () => this.rowHeight,
      overscan: 12,
      scrollToFn: elementScroll,
      observeElementRect: (virtualizer, tell) =>
        observeElementRect(virtualizer, (rect) => this.resized(rect.height, () => tell(rect))),
      observeElementOffset,
      onChange: () => this.requestUpdate(),
    });
    this.unmount = this.virtualizer._didMount();
    this.requestUpdate();
  }

  /** What is selected and in view stays in view when the list becomes lower, or is shown again. */
  private resized(height: number, tell: () => void): void {
    const range = this.virtualizer?.range ?? null;
    const inView = range !== null && this.selected >= range.startIndex && this.selected <= range.endIndex;
    // A hidden list has no height, and so no row in view.
    if (this.height > 0) this.keepsSelected = inView;
    this.height = height;
    tell();
    if (height > 0 && this.keepsSelected && this.begun)
      this.virtualizer?.scrollToIndex(this.selected, { align: 'auto' });
  }

  /** Scrolls to where the list is to begin, once it is as high as its rows; true when that is done. */
  private atInitialIndex(): boolean {
    if (this.begun) return true;
    const height = this.virtualizer?.getTotalSize() ?? 0;
    if (this.scroller === null || height === 0 || this.scroller.scrollHeight < height) return false;
    this.begun = true;
    if (this.initialIndex === 0) return true;
    // The rows in view follow from the scroll event.
    this.scroller.scrollTop = this.initialIndex * this.rowHeight;
    return this.scroller.scrollTop === 0;
  }

  private tellRowsInView(): void {
    const range = this.virtualizer?.range;
    if (range === null || range === undefined || this.count === 0) return;
    const key = `${range.startIndex} ${range.endIndex}`;
    if (key === this.inView) return;
    this.inView = key;
    const detail: RowsInView = { first: range.startIndex, last: range.endIndex };
    this.dispatchEvent(new CustomEvent<RowsInView>('rows-in-view', { detail }));
  }

  private row({ index, start, size }: VirtualItem): TemplateResult {
    const row = this.rowAt(index);
    return html`<div
      class="row"
      id="row-${index}"
      role="option"
      aria-selected=${index === this.selected ? 'true' : 'false'}
      aria-setsize=${this.count}
      aria-posinset=${index + 1}
      .style=${`height: ${size}px; transform: translateY(${start}px)`}
      @click=${() => this.select(index)}
    >
      ${
        row === null
          ? html`<div class="bar"></div>
              <span class="visually-hidden">Loading</span>`
          : this.content(row)
      }
    </div>`;
  }

  private content(row: ComparisonRow): TemplateResult {
    const covered = this.covered(row);
    const place = [this.suiteTitle(row.suiteId), row.category];
    if (row.attackId !== null) place.push(attackLabel(row.attackId));
    const where = `${formatCount(row.id)} · ${place.filter((part) => part !== '').join(' · ')}`;
    // What a covered row is stays readable where the list is too narrow for the second line's words.
    return html`<div class="line">
        <span class="prompt ${covered ? 'covered' : ''}">${covered ? where : firstLine(row.prompt)}</span>
        ${overruledMark(row)}
        ${row.mark === undefined ? nothing : html`<span title=${markTitle(row.mark)}><span aria-hidden="true">${row.mark.starred ? '★' : '✎'}</span><span class="visually-hidden">${markTitle(row.mark)}</span></span>`}
        ${
          row.flip === null
            ? nothing
            : html`<span class="flip ${row.flip}" title="Flip: ${flipMeanings[row.flip]}"
                ><span aria-hidden="true">${flipMarks[row.flip]} </span>${flipLabels[row.flip]}</span
              >`
        }
      </div>
      <div class="line">
        <span class="place muted">${covered ? 'Harmful prompt, covered' : where}</span>
        <span class="chips"
          >${this.chip(row, 'base')}<span aria-hidden="true">→</span
          ><span class="visually-hidden">then</span>${this.chip(row, 'tuned')}</span
        >
      </div>`;
  }

  private chip(row: ComparisonRow, side: 'base' | 'tuned'): TemplateResult {
    const spread = spreadOf(row.sides[side] ?? []);
    return html`<glens-outcome
      .outcome=${spread.outcome}
      .kind=${row.kind}
      .label=${spread.short}
    ></glens-outcome>`;
  }

  private readonly keyDown = (event: KeyboardEvent): void => {
    if (this.count === 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((this.scroller?.clientHeight ?? 0) / this.rowHeight) - 1);
    const to = {
      ArrowDown: this.selected + 1,
      ArrowUp: this.selected - 1,
      PageDown: this.selected + page,
      PageUp: this.selected - page,
      Home: 0,
      End: this.count - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.select(Math.min(this.count - 1, Math.max(0, to)));
  };

  private select(index: number): void {
    this.dispatchEvent(new CustomEvent<number>('row-select', { detail: index }));
  }
}

/** Says which side, so that the mark reads well by itself; a covered row has it, too. */
function overruledMark(row: ComparisonRow): TemplateResult | typeof nothing {
  const on = sides.filter((side) => row.sides[side]?.some(isOverruled) === true);
  if (on.length === 0) return nothing;
  return html`<glens-overruled .on=${on.map((side) => sideLabels[side].toLowerCase())}></glens-overruled>`;
}

function markTitle({ starred, note }: RowMark): string {
  return [...(starred ? ['Starred'] : []), ...(note === '' ? [] : ['Note'])].join(', ');
}
