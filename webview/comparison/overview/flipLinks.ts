// How many prompts flipped each way, each leading to its rows.
import { html, type TemplateResult } from 'lit';
import type { RowFilter } from '../../../src/protocol/comparison';
import type { SuiteKind } from '../../../src/protocol/outcomes';
import type { PairedTest } from '../../../src/protocol/summary';
import { formatCount } from '../../../src/safety/analysis/format';
import { flipMeanings } from '../../shared/labels';
import { flipCounts } from '../../../src/safety/outcomes/handled';

/** `of`: what the flips are of, for a screen reader; `rows`: the rows that they are among. */
export function flipLinks(
  kind: SuiteKind,
  test: PairedTest | null,
  of: string,
  rows: RowFilter,
  show: (filter: RowFilter) => void,
): TemplateResult {
  const counts = flipCounts(kind, test);
  const link = (flips: 'any' | 'lost' | 'gained', words: string): TemplateResult =>
    html`<button
      class="link"
      title=${flips === 'any' ? 'Show the rows that flipped' : `Show these rows: ${flipMeanings[flips]}`}
      aria-label=${`${words}, ${of}`}
      @click=${() => show({ ...rows, flips })}
    >
      ${words}
    </button>`;
  if (counts === null) return link('any', 'show flips');
  const part = (flips: 'lost' | 'gained'): string | TemplateResult => {
    const words = `${formatCount(counts[flips])} ${flips}`;
    return counts[flips] === 0 ? words : link(flips, words);
  };
  return html`<span class="flips">${part('lost')}, ${part('gained')}</span>`;
}
