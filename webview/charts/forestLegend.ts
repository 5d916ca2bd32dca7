// What the marks of a forest plot mean.
import { html, nothing, type TemplateResult } from 'lit';
import { forestMarks } from '../../src/safety/presentation/forest/forestPlot';

/** Which marks occur. */
export interface ForestMarks {
  readonly noise: boolean;
  readonly bounds: boolean;
  readonly overall: boolean;
}

export function forestLegend({ noise, bounds, overall }: ForestMarks): TemplateResult {
  return html`<ul class="legend muted" aria-label="Legend">
    <li>
      <svg viewBox="0 0 32 14" aria-hidden="true">
        <path d="M1 7H31" class="key-line" />
        <circle cx="16" cy="7" r="4" class="key-dot" />
      </svg>
      ${forestMarks.interval}
    </li>
    ${
      noise
        ? html`<li>
            <svg viewBox="0 0 32 14" aria-hidden="true">
              <rect x="0.5" y="0.5" width="31" height="13" class="forest-noise" />
            </svg>
            ${forestMarks.noise}
          </li>`
        : nothing
    }
    ${
      bounds
        ? html`<li>
            <svg viewBox="0 0 32 14" aria-hidden="true"><path d="M1 7H31" class="key-bounds" /></svg>
            ${forestMarks.bounds}
          </li>`
        : nothing
    }
    ${
      overall
        ? html`<li>
            <svg viewBox="0 0 32 14" aria-hidden="true">
              <path d="M4 7L16 1L28 7L16 13Z" class="key-dot" />
            </svg>
            ${forestMarks.overall}
          </li>`
        : nothing
    }
  </ul>`;
}
