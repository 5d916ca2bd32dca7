// Layout of the Overview tab.
import { css } from 'lit';

export const overviewStyles = css`
  :host {
    display: block;
    max-width: 1180px;
    padding: 16px;
  }
  .headline {
    max-width: 80ch;
    margin-bottom: 4px;
    font-size: 1.35em;
    font-weight: 600;
    line-height: 1.35;
  }
  section,
  .block {
    margin-top: 24px;
  }
  .block > h2 {
    margin-bottom: 8px;
    font-size: 1.1em;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
    gap: 0 32px;
  }
  .figure .big {
    margin: 4px 0;
    font-size: 1.9em;
    font-variant-numeric: tabular-nums;
    line-height: 1.2;
  }
  .figure dl {
    margin-top: 8px;
  }
  .figure dl > div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
    padding: 3px 0;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
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
  .error {
    color: var(--vscode-problemsErrorIcon-foreground, var(--vscode-errorForeground, currentColor));
  }
  .warning {
    color: var(--vscode-problemsWarningIcon-foreground, currentColor);
  }
  svg.note {
    color: var(--vscode-problemsInfoIcon-foreground, currentColor);
  }
  .bars {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr));
    gap: 12px 32px;
  }
  .bars h3 {
    margin-bottom: 4px;
    font-weight: 400;
  }
  .bars glens-outcome-bar + glens-outcome-bar {
    margin-top: 2px;
  }
  .scroll {
    overflow-x: auto;
    margin-bottom: 16px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  caption {
    padding-bottom: 4px;
    font-weight: 600;
    text-align: start;
  }
  th,
  td {
    padding: 4px 12px 4px 0;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    font-weight: 400;
    text-align: start;
    white-space: nowrap;
  }
  thead th {
    color: var(--vscode-descriptionForeground, inherit);
  }
  .number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .overall > * {
    font-weight: 600;
  }
`;
