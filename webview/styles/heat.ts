// Steps of a heat scale as classes, since the page's content security policy allows no style attributes.
import { css } from 'lit';

/** A colour that grows, and a line below that grows with it, for themes without backgrounds. */
export const heatStyles = css`
  .heat-1 {
    background: color-mix(in srgb, var(--vscode-charts-orange, orange) 10%, transparent);
  }
  .heat-2 {
    background: color-mix(in srgb, var(--vscode-charts-orange, orange) 20%, transparent);
    box-shadow: inset 0 -1px var(--vscode-charts-orange, currentColor);
  }
  .heat-3 {
    background: color-mix(in srgb, var(--vscode-charts-orange, orange) 30%, transparent);
    box-shadow: inset 0 -2px var(--vscode-charts-orange, currentColor);
  }
  .heat-4 {
    background: color-mix(in srgb, var(--vscode-charts-orange, orange) 40%, transparent);
    box-shadow: inset 0 -3px var(--vscode-charts-orange, currentColor);
  }
  .heat-5 {
    background: color-mix(in srgb, var(--vscode-charts-orange, orange) 50%, transparent);
    box-shadow: inset 0 -4px var(--vscode-charts-orange, currentColor);
  }
`;
