// How the responses of each side fell into outcomes, as stacked bars with patterns, counts and a legend.
import { type Outcome, outcomes } from '../../protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary, SideSummary } from '../../protocol/summary';
import { formatCount } from '../presentation/numbers';
import { html, type Html } from '../presentation/html';
import { kindMarks, outcomeLabels, outcomeMeanings, sideLabels } from '../presentation/labels';
import { outcomesFigure } from '../presentation/outcomes/outcomesFigure';
import { section } from './reportSection';
import { figureLinks } from './saveLinks';

/** Below this share a count does not fit into its part of the bar on a narrow page. */
const roomForCount = 0.08;
const height = 22;
const title = 'How the answers fell';

export function outcomesSection({ benchmarks }: ComparisonSummary, of: string): Html {
  const figure = outcomesFigure({ benchmarks });
  if (figure === null) return section('outcomes', title, html`<p>No response was judged yet.</p>`);
  const used = outcomes.filter((outcome) =>
    benchmarks.some(({ base, tuned }) => base.outcomes[outcome] + tuned.outcomes[outcome] > 0),
  );
  const legend = html`<ul class="legend" aria-label="Legend">
    ${used.map(
      (outcome) =>
        html`<li>
          <svg class="swatch" width="18" height="14" aria-hidden="true">
            <rect width="18" height="14" class="o-${outcome}" />
          </svg>
          ${outcomeLabels[outcome]} <span class="meaning">${outcomeMeanings[outcome]}</span>
        </li>`,
    )}
  </ul>`;
  return section(
    'outcomes',
    title,
    html`${patterns}${legend}
      <div class="bars">${benchmarks.map(group)}</div>
      ${figureLinks(figure, of)}`,
    'Number of responses per outcome, all samples counted.',
  );
}

function group(benchmark: BenchmarkSummary): Html {
  const attack =
    benchmark.attackId === null ? null : html` <span class="quiet">+ ${benchmark.attackId}</span>`;
  const kind =
    benchmark.kind === 'harmful' ? null : html` <span class="quiet">· ${kindMarks[benchmark.kind]}</span>`;
  return html`<div class="bar-group">
    <h3>${benchmark.title}${attack}${kind}</h3>
    <div class="bar-pair">
      ${bar(sideLabels.base, benchmark.base)}${bar(sideLabels.tuned, benchmark.tuned)}
    </div>
  </div>`;
}

function bar(name: string, side: SideSummary): Html {
  const judged = outcomes.reduce((sum, outcome) => sum + side.outcomes[outcome], 0);
  const total = Math.max(judged, side.responses);
  const present = outcomes.filter((outcome) => side.outcomes[outcome] > 0);
  const words = present.map((outcome) => `${side.outcomes[outcome]} ${outcomeLabels[outcome].toLowerCase()}`);
  if (judged < total) words.push(`${total - judged} not judged yet`);
  let start = 0;
  const parts = present.map((outcome) => {
    const count = side.outcomes[outcome];
    const share = count / total;
    const part = html`<rect
        x="${percent(start)}"
        width="${percent(share)}"
        height="${height}"
        class="o-${outcome}"
        ><title>${count} ${outcomeLabels[outcome].toLowerCase()}</title></rect
      >${share >= roomForCount && html`<text x="${percent(start + share / 2)}" y="${height * 0.69}" class="t-${outcome}">${formatCount(count)}</text>`}`;
    start += share;
    return part;
  });
  const label =
    total === 0
      ? `${name}: no response yet`
      : `${name}: ${words.join(', ')}, of ${formatCount(total)} responses`;
  return html`<div class="bar-line">
    <span class="bar-side">${name}</span
    ><svg class="bar" width="100%" height="${height}" role="img" aria-label="${label}">${parts}</svg
    ><span class="bar-n">${formatCount(total)}</span>
  </div>`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}

/** Patterns so that colour is not the only carrier. Out of sight but not display: none, which would void them. */
const patterns = html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false">
  <defs>
    ${pattern('deflection', html`<path d="M-2 2l4-4M0 8l8-8M6 10l4-4" class="pattern-ink" />`)}
    ${pattern('partial', html`<circle cx="2" cy="2" r="1.2" class="pattern-dot" /><circle cx="6" cy="6" r="1.2" class="pattern-dot" />`)}
    ${pattern('truncated', html`<path d="M0 2h8M0 6h8" class="pattern-ink" />`)}
    ${pattern('unscored', html`<path d="M0 0l8 8M8 0l-8 8" class="pattern-ink" />`)}
  </defs>
</svg>`;

function pattern(outcome: Outcome, marks: Html): Html {
  return html`<pattern id="pattern-${outcome}" width="8" height="8" patternUnits="userSpaceOnUse"
    ><rect width="8" height="8" class="ground-${outcome}" />${marks}</pattern
  >`;
}
