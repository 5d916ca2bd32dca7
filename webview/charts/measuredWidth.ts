// How wide a part of an element is drawn: the element is rendered again when that changes. Knows no chart.
import type { LitElement, ReactiveController } from 'lit';

export class MeasuredWidth implements ReactiveController {
  /** Pixels; 0 before the first layout. */
  value = 0;
  private readonly observer = new ResizeObserver(([entry]) => {
    const seen = Math.floor(entry?.contentRect.width ?? 0);
    if (seen === 0 || seen === this.value) return;
    this.value = seen;
    this.element.requestUpdate();
  });

  /** @param selector of the measured part within the element's own markup */
  constructor(
    private readonly element: LitElement,
    private readonly selector: string,
  ) {
    element.addController(this);
  }

  hostUpdated(): void {
    const part = this.element.renderRoot.querySelector(this.selector);
    this.observer.disconnect();
    if (part !== null) this.observer.observe(part);
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }
}
