// Refusal curves on the overview: where answers were begun for the model, how safe handling falls with the tokens given.
import { html, nothing, type TemplateResult } from 'lit';
import type { ComparisonSummary } from '../../../src/protocol/summary';
import {
  curvesText,
  curvesTitle,
  refusalCurveFigures,
} from '../../../src/safety/presentation/prefill/refusalCurveFigure';
import '../../figures/figureBox';

export function refusalCurvesSection(
  summary: Pick<ComparisonSummary, 'benchmarks'>,
): TemplateResult | typeof nothing {
  const figures = refusalCurveFigures(summary);
  if (figures.length === 0) return nothing;
  return html`<section aria-labelledby="prefill">
    <h2 id="prefill">${curvesTitle}</h2>
    <p class="muted">${curvesText}</p>
    ${figures.map((figure) => html`<glens-figure .figure=${figure}></glens-figure>`)}
  </section>`;
}
