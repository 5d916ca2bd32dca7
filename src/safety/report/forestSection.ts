// The forest plots of the report, with what their marks mean.
import type { ComparisonSummary } from '../../protocol/summary';
import { forestFigures } from '../presentation/forest/forestFigures';
import { allRows, forestPanels } from '../presentation/forest/forestPanels';
import { forestMarks } from '../presentation/forest/forestPlot';
import { html, type Html } from '../presentation/html';
import { reportFigure } from './reportFigure';
import { section } from './reportSection';

export function forestSection(summary: ComparisonSummary, of: string): Html {
  const panels = forestPanels(summary);
  const rows = panels.flatMap(allRows);
  const figures = forestFigures(summary).map(
    (figure) =>
      html`<figure class="panel">
        <figcaption>${figure.title}</figcaption>
        ${reportFigure(figure, of)}
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
