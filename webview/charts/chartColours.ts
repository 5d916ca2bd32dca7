// The theme's colours as a canvas needs them: resolved values, read anew when the theme changes.
import type { CurveColour } from './chart';

export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  curve(colour: CurveColour): string;
  /** Of what a curve smooths. */
  faint(colour: CurveColour): string;
  /** The area around a curve. */
  band(colour: CurveColour): string;
}

export function readColours(element: Element): ChartColours {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string): string => {
    const value = style.getPropertyValue(name).trim();
    return value === '' ? otherwise : value;
  };
  const foreground = read('--vscode-foreground', style.color);
  const curve = (colour: CurveColour): string => read(`--vscode-charts-${colour}`, foreground);
  return {
    text: read('--vscode-descriptionForeground', foreground),
    grid: mixed(foreground, 14),
    curve,
    faint: (colour) => mixed(curve(colour), 40),
    band: (colour) => mixed(curve(colour), isHighContrast() ? 45 : 18),
  };
}

/** On black or white a faint area is none. */
function isHighContrast(): boolean {
  return document.body.classList.contains('vscode-high-contrast');
}

function mixed(colour: string, percent: number): string {
  return `color-mix(in srgb, ${colour} ${percent}%, transparent)`;
}

/** Calls back when VS Code changes the theme under the page; returns the function that ends it. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
