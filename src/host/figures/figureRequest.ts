// What a page may ask to have saved, checked before anything is done with it.
import * as z from 'zod';
import { figureFormats, type FigureRequests } from '../../protocol/figures';

/** Characters: a PNG of a page's width has about a million. */
const most = 50_000_000;

export const figureParams: Record<keyof FigureRequests, z.ZodType> = {
  saveFigure: z.strictObject({
    name: z.string().max(500),
    format: z.enum(figureFormats),
    content: z.string().max(most),
  }),
};
