// What parts of a page ask of the page around them.
import type { RowFilter } from '../../src/protocol/comparison';

/** Switches to the Responses tab with this filter, replacing the one there. */
export function showRows(from: EventTarget, filter: RowFilter): void {
  from.dispatchEvent(
    new CustomEvent<RowFilter>('show-rows', { detail: filter, bubbles: true, composed: true }),
  );
}

/** Shows an error of a request above the tabs, where the part that asked has no better place for it. */
export function reportError(from: EventTarget, error: unknown): void {
  from.dispatchEvent(
    new CustomEvent<unknown>('glens-failed', { detail: error, bubbles: true, composed: true }),
  );
}
