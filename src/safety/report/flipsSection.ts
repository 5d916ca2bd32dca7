// The flips with both responses side by side. Whatever belongs to a harmful suite stays masked until asked for.
import type { ComparisonRow } from '../../protocol/comparison';
import { flipCard } from './flipCard';
import { flipGroups } from './flipGroups';
import { formatCount } from '../presentation/numbers';
import { html, type Html } from '../presentation/html';
import { section } from './reportSection';

/** `totalFlips` counts all, of which `rows` may hold only the first. */
export function flipsSection(
  rows: readonly ComparisonRow[],
  totalFlips: number,
  suiteTitles: ReadonlyMap<string, string>,
): Html {
  const groups = flipGroups(rows);
  const shown = groups.reduce((sum, group) => sum + group.rows.length, 0);
  if (shown === 0) {
    const text =
      totalFlips === 0
        ? 'No prompt has changed sides.'
        : `${formatCount(totalFlips)} prompts changed sides; none of them was put into this report.`;
    return section('flips', 'Flips', html`<p>${text}</p>`);
  }
  const masked = groups.some((group) => group.rows.some((row) => row.kind === 'harmful'));
  const intro = html`<div class="flip-tools">
    <p>
      Showing ${formatCount(shown)} of ${formatCount(Math.max(shown, totalFlips))}
      flips.${masked && ' Text of harmful suites is hidden until you ask for it.'} Words that only one side
      has are marked: <mark class="only only-base">base only</mark>,
      <mark class="only only-tuned">tuned only</mark>.
    </p>
    ${masked && html`<button type="button" id="reveal-all" hidden>Show all hidden text</button>`}
  </div>`;
  return section(
    'flips',
    'Flips',
    html`${intro}${groups.map(
      (group) =>
        html`<h3 class="group-title">
            ${group.title}
            <span class="quiet">(${formatCount(group.rows.length)}${shown < totalFlips && ' shown'})</span>
          </h3>
          <ol class="flips">
            ${group.rows.map((row) => flipCard(row, suiteTitles.get(row.suiteId) ?? row.suiteId))}
          </ol>`,
    )}`,
    'Prompts on which the two checkpoints differ in outcome, the losses first.',
  );
}
