// Everything that the theory view of a comparison draws and lists, for those who want the files alone.
import type { TheoryAnalysis } from '../../../protocol/theory';
import type { FigureSet } from '../figures/comparisonFigures';
import { theoryFigure } from './theoryFigure';
import { theoryTables } from './theoryTables';

export function theoryFigureSet(analysis: TheoryAnalysis): FigureSet {
  const figure = theoryFigure(analysis);
  return { figures: figure === null ? [] : [figure], tables: theoryTables(analysis) };
}
