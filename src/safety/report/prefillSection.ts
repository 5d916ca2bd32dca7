// How deep the refusals reach: a curve per benchmark over the tokens that answers were begun with. Absent where none were.
import type { ComparisonSummary } from '../../protocol/summary';
import { html, type Html } from '../presentation/html';
import { curvesText, curvesTitle, refusalCurveFigures } from '../presentation/prefill/refusalCurveFigure';
import { reportFigure } from './reportFigure';
import { section } from './reportSection';

export function prefillSection(summary: ComparisonSummary, of: string): Html | null {
  const figures = refusalCurveFigures(summary);
  if (figures.length === 0) return null;
  return section(
    'prefill',
    curvesTitle,
    html`${figures.map((figure) => reportFigure(figure, of))}`,
    curvesText,
  );
}
