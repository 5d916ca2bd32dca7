// A drawing as pixels: the browser's own SVG renderer onto a canvas.
import { GuardrailError } from '../../src/protocol/errors';
import type { SvgFile } from '../../src/safety/presentation/figures/standaloneSvg';

/** Pixels of the file per pixel of the drawing: 300 per inch where a page of text is as wide as the figure. */
const scale = 3;

/** In base64. @throws GuardrailError invalidRequest: the browser cannot draw it */
export async function pngOf({ width, height, markup }: SvgFile): Promise<string> {
  const url = URL.createObjectURL(new Blob([markup], { type: 'image/svg+xml' }));
  try {
    const image = new Image(width * scale, height * scale);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const [, content = ''] = canvas.toDataURL('image/png').split(',');
    if (content === '') throw cannotBeDrawn();
    return content;
  } catch (cause) {
    throw cause instanceof GuardrailError ? cause : cannotBeDrawn(cause);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function cannotBeDrawn(cause?: unknown): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'The figure could not be made a PNG.',
    'Save it as SVG instead.',
    { cause },
  );
}
