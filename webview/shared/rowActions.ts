// What can be done with a row beside judging it: star, note, link, and copying one of its texts. The views ask the host alike.
import type { ComparisonRow } from '../../src/protocol/comparison';
import { host } from './host';

export type RowAction =
  | { readonly do: 'star' }
  | { readonly do: 'note' }
  | { readonly do: 'link' }
  | { readonly do: 'copy'; readonly text: string };

export const rowActionEvent = 'row-action';

/** For views to listen to where they show a row. */
export function fireRowAction(from: HTMLElement, action: RowAction): void {
  from.dispatchEvent(
    new CustomEvent<RowAction>(rowActionEvent, { detail: action, bubbles: true, composed: true }),
  );
}

export async function performRowAction(row: ComparisonRow, action: RowAction): Promise<void> {
  const promptId = row.id;
  switch (action.do) {
    case 'star':
      await host.request('star', { promptId, starred: row.mark?.starred !== true });
      return;
    case 'note':
      await host.request('note', { promptId });
      return;
    case 'link':
      await host.request('copyLink', { promptId });
      return;
    case 'copy':
      await host.request('copy', { text: action.text });
  }
}
