// How far what a canvas shows most of stands out from the page behind it.
import type { Frame } from 'playwright-core';

/**
 * The colour that fills most of a chart, such as the area around its curve, against the page's background.
 * @param slider accessible name of the chart's place
 * @returns contrast as WCAG 2.2 defines it, 1 to 21; 1 where nothing is drawn
 */
export async function canvasContrast(frame: Frame, slider: RegExp): Promise<number> {
  const [fill, behind] = await frame.getByRole('slider', { name: slider }).evaluate((place) => {
    const parsed = document.createElement('canvas').getContext('2d');
    const canvas = place.querySelector('canvas');
    const drawn = canvas?.getContext('2d');
    if (canvas == null || drawn == null || parsed === null) throw new Error('There is no canvas.');
    parsed.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(
      '--vscode-editor-background',
    );
    parsed.fillRect(0, 0, 1, 1);
    const background = [...parsed.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    const { data } = drawn.getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      const alpha = (data[at + 3] ?? 0) / 255;
      if (alpha === 0) continue;
      const seen = background.map((part, index) =>
        Math.round(part + alpha * ((data[at + index] ?? 0) - part)),
      );
      const key = JSON.stringify(seen);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, x], [, y]) => y - x);
    return [most === undefined ? background : (JSON.parse(most[0]) as number[]), background] as const;
  });
  const [light, dark] = [luminance(fill), luminance(behind)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Relative luminance of sRGB from 0 to 255 (WCAG 2.2). */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
