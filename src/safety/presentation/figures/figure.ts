// What a figure is: a drawing for any size, the same in words, and the numbers behind it. The page, report or file that shows
// it makes the element around it.
import type { Html } from '../html';
import type { CsvTable } from './csvTable';

export interface Figure {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** What stands inside of the `svg` element. */
  readonly content: Html;
  readonly title: string;
  /** Everything that it shows, in words. */
  readonly description: string;
}

/** Pixels. */
export interface FigureSize {
  readonly width: number;
  readonly fontSize: number;
}

/** null: there is nothing to draw. */
export type DrawFigure = (size: FigureSize) => Figure | null;

export interface FigureSource {
  /** Names it among the figures of its page, in element ids and in the names of its files. */
  readonly id: string;
  readonly title: string;
  readonly draw: DrawFigure;
  /** The numbers behind it. */
  readonly data: () => CsvTable;
  /** What the marks mean, for a file that stands alone: a page has a legend beside its figures. */
  readonly marks?: readonly string[];
}
