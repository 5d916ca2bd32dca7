// A figure in the report: drawn for three widths of a screen and one of paper, of which the style sheet shows one.
import type { Figure, FigureSource } from '../presentation/figures/figure';
import { fileNamePart } from '../presentation/figures/fileNamePart';
import { html, type Html } from '../presentation/html';
import { figureLinks } from './saveLinks';

const widths = [
  { name: 'wide', width: 1080, fontSize: 13.5 },
  { name: 'medium', width: 640, fontSize: 13.5 },
  { name: 'narrow', width: 400, fontSize: 13.5 },
  { name: 'print', width: 700, fontSize: 11 },
] as const;

/** `of`: as `saveLinks` has it. */
export function reportFigure(source: FigureSource, of: string): Html {
  const { id, draw } = source;
  const drawn = widths.flatMap(({ name, width, fontSize }) => {
    const figure = draw({ width, fontSize });
    return figure === null
      ? []
      : [html`<div class="plot-${name}">${figureElement(figure, `${fileNamePart(id)}-${name}`)}</div>`];
  });
  return html`${drawn}${figureLinks(source, of)}`;
}

function figureElement({ width, height, content, title, description }: Figure, id: string): Html {
  return html`<svg
    class="forest"
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${title}"
    aria-describedby="${id}-desc"
  >
    <desc id="${id}-desc">${description}</desc>
    ${content}
  </svg>`;
}
