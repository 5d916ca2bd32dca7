// Styles of the page on which a sample is labelled.
import { css } from 'lit';

export const labelSampleStyles = css`
  :host {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .head,
  .line,
  .draw,
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 16px;
  }
  .head,
  .line {
    padding: 8px 16px;
  }
  .page {
    display: flex;
    flex-direction: column;
    gap: 12px;
    max-width: 80ch;
    padding: 8px 16px;
  }
  .draw input {
    width: 8em;
    padding: 4px;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, currentColor));
    background: var(--vscode-input-background, transparent);
    color: var(--vscode-input-foreground, inherit);
    font: inherit;
  }
  article {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 8px;
    min-height: 80px;
    overflow: auto;
    padding: 12px 16px;
  }
  article:focus {
    outline: none;
  }
  article:focus-visible {
    outline: 1px solid var(--vscode-focusBorder, Highlight);
  }
  article > * {
    flex: none;
    max-width: 100ch;
  }
  .text {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
    gap: 8px;
    padding: 8px 16px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, currentColor));
  }
  .choice {
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding: 4px 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-input-border, currentColor));
    border-radius: 2px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .choice:hover:enabled {
    background: var(--vscode-list-hoverBackground, transparent);
  }
  .choice:disabled {
    cursor: default;
    opacity: 0.6;
  }
  .choice[aria-pressed='true'] {
    border-color: var(--vscode-focusBorder, currentColor);
    font-weight: 600;
  }
  .meaning {
    display: block;
    font-size: 0.92em;
    font-weight: 400;
  }
`;
