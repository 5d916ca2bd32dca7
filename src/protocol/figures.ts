// A figure or a table that a page hands to the extension host to be saved.

export const figureFormats = ['svg', 'png', 'csv'] as const;
export type FigureFormat = (typeof figureFormats)[number];

export interface FigureFile {
  /** What it shows, in a few words: the end of the file's name. */
  readonly name: string;
  readonly format: FigureFormat;
  /** Text; of a PNG, its bytes in base64. */
  readonly content: string;
}

/** What every page with figures may ask. */
export interface FigureRequests {
  /** Asks where and writes it; nothing where the question is left. */
  saveFigure: { params: FigureFile; result: null };
}
