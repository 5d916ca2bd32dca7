// A figure of a matrix: what is drawn, its size, and the same in words. The page that shows it makes the element around it.
import type { Html } from '../html';

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
