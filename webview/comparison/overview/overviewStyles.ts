// Layout of the Overview tab.
import { css } from 'lit';

export const overviewStyles = css`
  :host {
    display: block;
    --row-line: 1px solid
      var(--vscode-tree-tableColumnsBorder, color-mix(in srgb, var(--vscode-foreground) 30%, transparent));
  }
  .page {
    max-width: 1180px;
    padding: 16px;
  }
  section {
    margin-top: 32px;
  }
  section > h2,
  summary h2 {
    font-size: 1.15em;
  }
  section > h2 {
    margin-bottom: 8px;
  }
  .muted,
  .notes,
  .figure {
    overflow-wrap: anywhere;
  }

  .errors {
    margin: 0 0 16px;
    padding: 8px 12px;
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-contrastBorder, currentColor));
    background: var(--vscode-inputValidation-errorBackground, transparent);
    color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
  }
  .errors .muted {
    color: inherit;
  }
  .verdict-figures {
    max-width: 76ch;
    margin: 0 0 4px;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .headline {
    max-width: 76ch;
    margin-bottom: 4px;
    font-size: 1.4em;
    font-weight: 600;
    line-height: 1.35;
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  .provisional {
    margin-top: 12px;
    padding-inline-start: 12px;
    border-inline-start: 2px solid var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }

  glens-figure + glens-figure {
    margin-top: 16px;
  }

  .chosen {
    margin: 48px 0 16px;
    padding-top: 16px;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
    font-size: 1.15em;
    overflow-wrap: anywhere;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
    gap: 0 32px;
  }
  .figure {
    margin-top: 24px;
  }
  .figure > h2 {
    margin: 0;
  }
  .figure .big {
    margin: 4px 0 0;
    font-size: 2em;
    font-variant-numeric: tabular-nums;
    line-height: 1.3;
  }
  .change {
    font-variant-numeric: tabular-nums;
  }
  .figure dd {
    margin-inline-start: auto;
    text-align: end;
  }
  .absent {
    margin-top: 8px;
  }
  .figure dl {
    margin-top: 8px;
  }
  .figure dl > div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
    padding: 4px 0;
    border-top: var(--row-line);
    font-variant-numeric: tabular-nums;
  }

  .notes {
    display: grid;
    gap: 8px;
    max-width: 100ch;
    list-style: none;
  }
  .notes li {
    display: flex;
    gap: 8px;
  }
  .notes svg {
    flex: none;
    width: 16px;
    height: 16px;
    margin-top: 1px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.3;
  }
  .notes code {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.92em;
  }
  .error {
    color: var(--vscode-problemsErrorIcon-foreground, var(--vscode-errorForeground, currentColor));
  }
  .errors .error {
    color: inherit;
  }
  .warning {
    color: var(--vscode-problemsWarningIcon-foreground, currentColor);
  }
  svg.note {
    color: var(--vscode-problemsInfoIcon-foreground, currentColor);
  }

  .bars {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(440px, 100%), 1fr));
    gap: 16px 32px;
  }
  .bars h3 {
    margin-bottom: 4px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .bars h3 .muted {
    font-weight: 400;
  }

  summary {
    width: fit-content;
    padding: 4px 0;
    cursor: pointer;
  }
  summary h2 {
    display: inline;
  }
`;
