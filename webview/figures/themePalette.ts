// The theme's colours as a file needs them: plain opaque ones, whatever CSS they are made of.
import type { SvgPalette } from '../../src/safety/presentation/figures/standaloneSvg';

/** Of the custom properties that `element` has. */
export function themePalette(element: HTMLElement): SvgPalette {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  /** What is translucent is laid over the ground. */
  const opaque = (colours: readonly string[]): string | null => {
    if (context === null) return null;
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  };
  const computed = (value: string): string => {
    const before = element.style.color;
    element.style.color = value;
    const found = getComputedStyle(element).color;
    element.style.color = before;
    return found;
  };
  const ground = computed('var(--vscode-editor-background)');
  return {
    ground: opaque(['#ffffff', ground]) ?? '#ffffff',
    colour: (property) =>
      getComputedStyle(element).getPropertyValue(property).trim() === ''
        ? null
        : opaque([ground, computed(`var(${property})`)]),
  };
}
