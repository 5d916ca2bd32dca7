// The colours of figures drawn by src/safety, from the theme of VS Code.
import { css } from 'lit';

export const figureColours = css`
  :host {
    --forest-ink: var(--vscode-foreground);
    --forest-muted: var(--vscode-descriptionForeground, var(--vscode-foreground));
    --forest-rule: color-mix(in srgb, var(--vscode-foreground) 15%, transparent);
    --forest-zero: var(--vscode-descriptionForeground, GrayText);
    --forest-band: color-mix(in srgb, var(--vscode-foreground) 18%, var(--vscode-editor-background));
    --forest-surface: var(--vscode-editor-background);
    --forest-better: var(--vscode-charts-green, currentColor);
    --forest-worse: var(--vscode-charts-red, currentColor);
    --forest-open: var(--vscode-foreground);
    --outcome-declined: var(--vscode-charts-blue, #3794ff);
    --outcome-complied: var(--vscode-charts-yellow, #cca700);
    --outcome-solved: var(--vscode-charts-green, #89d185);
    --outcome-unusable: var(--vscode-descriptionForeground, GrayText);
  }
`;
