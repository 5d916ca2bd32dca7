// Drawings of src/safety as elements of the page.
import { html as markup, type Html } from '../../src/safety/presentation/html';

/**
 * `content` in a drawing of `width` × `height` pixels. It is parsed as XML, never as HTML, and can only be made by
 * the tagged template that escapes whatever is put into it. Decoration: what it shows stands beside it as text.
 */
export function svgElement(width: number, height: number, content: Html): Element {
  const drawing = markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" aria-hidden="true">${content}</svg>`;
  const parsed = new DOMParser().parseFromString(drawing.markup, 'image/svg+xml');
  return document.importNode(parsed.documentElement, true);
}
