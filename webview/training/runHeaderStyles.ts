// Styles of a run's header.
import { css } from 'lit';

export const runHeaderStyles = css`
  :host {
    display: block;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 8px 16px 0;
  }
  .progress-text {
    padding: 4px 16px 8px;
    font-variant-numeric: tabular-nums;
  }
  h1 {
    font-size: 1.15em;
    overflow-wrap: anywhere;
  }
  .status {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  .dot {
    width: 8px;
    height: 8px;
    border: 1px solid var(--state);
    border-radius: 50%;
    background: var(--state);
    --state: var(--vscode-descriptionForeground, currentColor);
  }
  .running .dot,
  .finished .dot {
    --state: var(--vscode-charts-green, currentColor);
  }
  .paused .dot,
  .stopped .dot,
  .interrupted .dot {
    background: transparent;
  }
  .halted .dot {
    --state: var(--vscode-charts-yellow, currentColor);
    border-radius: 0;
  }
  .failed .dot {
    --state: var(--vscode-charts-red, currentColor);
    border-radius: 0;
  }
  .text {
    flex: 1 1 200px;
    overflow-wrap: anywhere;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  progress:not(.live)::-webkit-progress-value {
    background: var(--vscode-descriptionForeground, currentColor);
  }
  .reason {
    padding: 8px 16px;
    border-bottom: 1px solid
      var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder, currentColor));
    background: var(--vscode-inputValidation-warningBackground, transparent);
    color: var(--vscode-inputValidation-warningForeground, inherit);
    overflow-wrap: anywhere;
  }
  summary {
    padding: 4px 16px;
    cursor: pointer;
  }
  .remark {
    margin: 0;
    padding: 4px 16px;
    overflow-wrap: anywhere;
  }
  .reason.failed {
    border-bottom-color: var(
      --vscode-inputValidation-errorBorder,
      var(--vscode-contrastBorder, currentColor)
    );
    background: var(--vscode-inputValidation-errorBackground, transparent);
    color: var(--vscode-inputValidation-errorForeground, inherit);
  }
`;
