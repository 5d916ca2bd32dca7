// The forest plots of the report: each panel drawn for three widths of a screen and one of paper, of which the style
// sheet shows one.
import type { ComparisonSummary } from '../../protocol/summary';
import { allRows, forestFrame, forestPanels } from '../presentation/forest/forestPanels';
import { forestMarks, forestPlot } from '../presentation/forest/forestPlot';
import { html, type Html } from '../presentation/html';
import { metricWords } from '../presentation/labels';
import { section } from './reportSection';

const widths = [
  { name: 'wide', width: 1080, fontSize: 13.5 },
  { name: 'medium', width: 640, fontSize: 13.5 },
  { name: 'narrow', width: 400, fontSize: 13.5 },
  { name: 'print', width: 700, fontSize: 11.5 },
] as const;

export function forestSection(summary: ComparisonSummary): Html {
  const panels = forestPanels(summary);
  const frame = forestFrame(panels);
  const rows = panels.flatMap(allRows);
  const figures = panels.map(
    (panel) =>
      html`<figure class="panel">
        <figcaption>${metricWords[panel.kind].title}</figcaption>
        ${widths.map(({ name, width, fontSize }) => html`<div class="plot-${name}">${forestPlot(panel, { id: `forest-${panel.kind}-${name}`, width, fontSize, frame })}</div>`)}
      </figure>`,
  );
  const legend = html`<ul class="plot-legend" aria-label="Legend">
    <li>
      <svg width="34" height="14" aria-hidden="true">
        <line x1="1" x2="33" y1="7" y2="7" class="key-line" />
        <circle cx="17" cy="7" r="4.5" class="key-dot" />
      </svg>
      ${forestMarks.interval}
    </li>
    ${
      rows.some((row) => row.noise !== null) &&
      html`<li>
        <svg width="34" height="14" aria-hidden="true"><rect width="34" height="14" class="key-band" /></svg>
        ${forestMarks.noise}
      </li>`
    }
    ${
      rows.some((row) => row.bounds !== null) &&
      html`<li>
        <svg width="34" height="14" aria-hidden="true">
          <line x1="1" x2="33" y1="7" y2="7" class="key-bounds" />
        </svg>
        ${forestMarks.bounds}
      </li>`
    }
    ${
      panels.some((panel) => panel.overall !== null) &&
      html`<li>
        <svg width="34" height="14" aria-hidden="true">
          <polygon points="4,7 17,1 30,7 17,13" class="key-diamond" />
        </svg>
        ${forestMarks.overall}
      </li>`
    }
  </ul>`;
  return section(
    'change',
    'What changed, benchmark by benchmark',
    panels.length === 0 ? html`<p>No benchmark has results yet.</p>` : html`${figures}${legend}`,
  );
}
