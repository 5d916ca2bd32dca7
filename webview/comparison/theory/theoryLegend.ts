// What the marks of the theory figure mean: those that occur.
import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { TheoryAnalysis } from '../../../src/protocol/theory';
import { theoryMarks } from '../../../src/safety/presentation/theory/theoryPlot';

export function theoryLegend({ rows }: Pick<TheoryAnalysis, 'rows'>): TemplateResult {
  const bounds = rows.flatMap((row) => row.bounds);
  const forecasts = rows.flatMap(({ forecast }) => (forecast === null ? [] : [forecast]));
  const shown = forecasts.flatMap(({ atBeta, atKl }) => [atBeta, atKl]).filter((one) => one !== null);
  const entries: readonly (readonly [occurs: boolean, key: SVGTemplateResult, words: string])[] = [
    [
      true,
      svg`<path d="M1 7H31" class="line" /><circle cx="16" cy="7" r="4" class="full" />`,
      theoryMarks.observed,
    ],
    [
      forecasts.some(({ atBeta, constantReward }) => atBeta !== null || constantReward),
      svg`<path d="M1 7H31" class="line" /><path d="M11 7L16 2L21 7L16 12Z" class="full" />`,
      theoryMarks.atBeta,
    ],
    [
      forecasts.some(({ atKl }) => atKl !== null),
      svg`<path d="M1 7H31" class="line" /><rect x="12" y="3" width="8" height="8" class="full" />`,
      theoryMarks.atKl,
    ],
    [
      shown.some(({ trusted }) => !trusted),
      svg`<path d="M1 7H31" class="line dashed" /><path d="M11 7L16 2L21 7L16 12Z" class="hollow" />`,
      theoryMarks.untold,
    ],
    [
      bounds.some(({ premise }) => premise === 'anyPolicy'),
      svg`<rect x="1" y="1" width="30" height="12" class="band" />`,
      theoryMarks.anyPolicy,
    ],
    [
      bounds.some(({ premise }) => premise === 'optimum'),
      svg`<path d="M7 1H3V13H7M25 1H29V13H25" class="bracket" />`,
      theoryMarks.optimum,
    ],
  ];
  return html`<ul class="legend muted" aria-label="Legend">
    ${entries.map(([occurs, key, words]) =>
      occurs
        ? html`<li>
            <svg viewBox="0 0 32 14" aria-hidden="true">${key}</svg>
            ${words}
          </li>`
        : null,
    )}
  </ul>`;
}

export const theoryLegendStyles = css`
  ul.legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin: 4px 0 12px;
    padding: 0;
    font-size: 0.92em;
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
  }
  .legend svg {
    flex: none;
    width: 32px;
    height: 14px;
  }
  .legend .line {
    stroke: var(--forest-open);
    stroke-width: 1.5;
  }
  .legend .dashed {
    stroke-dasharray: 2 3;
  }
  .legend .full {
    fill: var(--forest-open);
  }
  .legend .hollow {
    fill: var(--forest-surface);
    stroke: var(--forest-open);
    stroke-width: 1.5;
  }
  .legend .band {
    fill: var(--forest-band);
    stroke: var(--vscode-contrastBorder, none);
  }
  .legend .bracket {
    fill: none;
    stroke: var(--forest-muted);
    stroke-width: 1.5;
  }
`;
