// How many prompts flipped each way, each leading to its rows.
import { html, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { Flip } from '../../../src/protocol/outcomes';
import type { FlipCounts } from '../../../src/safety/outcomes/handled';
import { flipMeanings } from '../../../src/safety/presentation/labels';
import { formatCount } from '../../../src/safety/presentation/numbers';

/**
 * `counts` null: there are none. `subject`: what the flips are of, for a screen reader. `rows`: the rows that they are
 * among.
 */
export function flipLinks(
  counts: FlipCounts | null,
  subject: string,
  rows: RowFilter,
  show: (filter: RowFilter) => void,
): TemplateResult {
  const link = (flips: 'any' | Flip, words: string): TemplateResult =>
    html`<button
      class="link"
      title=${flips === 'any' ? 'Show the rows that flipped' : `Show these rows: ${flipMeanings[flips]}`}
      aria-label=${`${words}, ${subject}`}
      @click=${() => show({ ...rows, flips })}
    >
      ${words}
    </button>`;
  if (counts === null) return link('any', 'show flips');
  const part = (flips: Flip): string | TemplateResult => {
    const words = `${formatCount(counts[flips])} ${flips}`;
    return counts[flips] === 0 ? words : link(flips, words);
  };
  return html`<span class="flips">${part('lost')}, ${part('gained')}</span>`;
}
