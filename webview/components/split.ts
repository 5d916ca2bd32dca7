// Two parts beside each other, or above each other where it is narrow, with a border that the pointer and the arrow keys move.
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { common } from '../styles/common';

const limits = { min: 15, max: 75 };
const stackedBelow = 700;

/** Slots `first` and `second`. Fires `resized` with the share of the first part in percent. */
@customElement('glens-split')
export class Split extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        height: 100%;
        min-height: 0;
      }
      .split {
        display: flex;
        height: 100%;
      }
      .split.stacked {
        flex-direction: column;
      }
      .first {
        flex: none;
        overflow: hidden;
      }
      .second {
        flex: 1;
        min-width: 0;
        min-height: 0;
        overflow: auto;
      }
      .divider {
        position: relative;
        flex: none;
        width: 1px;
        background: var(--vscode-contrastBorder, var(--vscode-panel-border, currentColor));
        cursor: col-resize;
        touch-action: none;
      }
      .divider::after {
        position: absolute;
        inset: 0 -4px;
        z-index: 1;
        content: '';
      }
      .stacked .divider {
        width: auto;
        height: 1px;
        cursor: row-resize;
      }
      .stacked .divider::after {
        inset: -4px 0;
      }
      .divider:hover::after,
      .divider:focus-visible::after {
        background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
        transition: background-color 0.1s 0.2s;
      }
    `,
  ];

  @property({ type: Number }) accessor share = 35;
  @property() accessor label = 'Resize';
  @state() private accessor stacked = false;
  private readonly observer = new ResizeObserver(() => {
    this.stacked = this.clientWidth < stackedBelow;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    this.observer.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<div class="split ${this.stacked ? 'stacked' : ''}">
      <div class="first" .style=${`flex-basis: ${this.share}%`}><slot name="first"></slot></div>
      <div
        class="divider"
        role="separator"
        tabindex="0"
        aria-label=${this.label}
        aria-orientation=${this.stacked ? 'horizontal' : 'vertical'}
        aria-valuenow=${Math.round(this.share)}
        aria-valuemin=${limits.min}
        aria-valuemax=${limits.max}
        @keydown=${this.keyDown}
        @pointerdown=${this.pointerDown}
        @pointermove=${this.pointerMove}
      ></div>
      <div class="second"><slot name="second"></slot></div>
    </div>`;
  }

  private readonly keyDown = (event: KeyboardEvent): void => {
    const [less, more] = this.stacked ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
    const share = {
      [less]: this.share - 5,
      [more]: this.share + 5,
      Home: limits.min,
      End: limits.max,
    }[event.key];
    if (share === undefined) return;
    event.preventDefault();
    this.resize(share);
  };

  private readonly pointerDown = (event: PointerEvent): void => {
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
  };

  private readonly pointerMove = (event: PointerEvent): void => {
    if (!(event.currentTarget instanceof Element) || !event.currentTarget.hasPointerCapture(event.pointerId))
      return;
    const { left, top, width, height } = this.getBoundingClientRect();
    this.resize(
      this.stacked ? ((event.clientY - top) / height) * 100 : ((event.clientX - left) / width) * 100,
    );
  };

  private resize(share: number): void {
    this.share = Math.min(limits.max, Math.max(limits.min, share));
    this.dispatchEvent(new CustomEvent<number>('resized', { detail: this.share }));
  }
}
