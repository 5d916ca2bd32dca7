// Layout of the Settings tab.
import { css } from 'lit';

export const provenanceStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    --row-line: 1px solid
      var(--vscode-tree-tableColumnsBorder, color-mix(in srgb, var(--vscode-foreground) 30%, transparent));
  }
  .page {
    max-width: 1180px;
    padding: 16px;
  }
  section + section {
    margin-top: 32px;
  }
  h2 {
    margin-bottom: 8px;
    font-size: 1.15em;
  }
  h3 {
    margin-bottom: 4px;
  }
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr));
    gap: 16px 32px;
  }
  dl > div {
    display: grid;
    grid-template-columns: 176px minmax(0, 1fr);
    gap: 0 16px;
    padding: 4px 0;
    border-top: var(--row-line);
  }
  dt,
  dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  dd {
    display: flex;
    align-items: start;
    gap: 8px;
  }
  .values {
    flex: 1;
    min-width: 0;
  }
  .values > span {
    display: block;
    white-space: pre-wrap;
  }
  .code .values,
  pre {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.95em;
  }
  /* No last character of a hash on a line of its own. */
  .code .values > span {
    text-wrap: balance;
  }
  pre {
    margin: 0;
    padding: 8px 12px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 2px;
    background: var(--vscode-textCodeBlock-background, transparent);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin-top: 8px;
  }
  .differs {
    flex: none;
    padding: 0 4px;
    border: 1px solid var(--vscode-descriptionForeground, currentColor);
    border-radius: 2px;
    font-size: 0.85em;
  }
  .copy {
    flex: none;
    width: 22px;
    height: 22px;
    margin: -2px 0;
    padding: 3px;
    border: none;
    border-radius: 5px;
    background: none;
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    cursor: pointer;
  }
  .copy:hover {
    background: var(--vscode-toolbar-hoverBackground, transparent);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .copy:focus-visible {
    outline: 1px solid var(--vscode-focusBorder, Highlight);
    outline-offset: -1px;
  }
  .copy svg {
    display: block;
    width: 16px;
    height: 16px;
    fill: none;
    stroke: currentColor;
  }
  @container (max-width: 480px) {
    dl > div {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
