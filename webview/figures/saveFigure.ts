// A figure of the page as a file, which the host saves where the user says.
import { csvText } from '../../src/safety/presentation/figures/csvTable';
import type { FigureSource } from '../../src/safety/presentation/figures/figure';
import { paper, standaloneSvg, type SvgFile } from '../../src/safety/presentation/figures/standaloneSvg';
import { GuardrailError } from '../../src/protocol/errors';
import { host } from '../shared/host';
import { pngOf } from './pngOf';
import type { SaveRequest } from './saveTools';
import { themePalette } from './themePalette';

/** `element`: where the figure stands, whose theme it takes. @throws GuardrailError */
export async function saveFigure(
  source: FigureSource,
  { format, inTheme }: SaveRequest,
  element: HTMLElement,
): Promise<void> {
  const { id: name } = source;
  if (format === 'csv') {
    await host.request('saveFigure', { name, format, content: csvText(source.data()) });
    return;
  }
  const svg = standaloneSvg(source, inTheme ? themePalette(element) : paper);
  if (svg === null) throw nothingDrawn();
  await host.request('saveFigure', { name, format, content: await contentOf(svg, format) });
}

function contentOf(svg: SvgFile, format: 'svg' | 'png'): Promise<string> {
  return format === 'svg' ? Promise.resolve(svg.markup) : pngOf(svg);
}

function nothingDrawn(): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'There is nothing to draw in this figure.',
    'Save its numbers as CSV.',
  );
}
