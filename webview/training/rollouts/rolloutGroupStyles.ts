// Styles of a prompt with its completions.
import { css } from 'lit';

export const rolloutGroupStyles = css`
  :host {
    display: block;
    margin-bottom: 24px;
    content-visibility: auto;
    contain-intrinsic-size: auto 320px;
    container-type: inline-size;
  }
  h2 {
    margin-bottom: 4px;
    font-size: 1em;
  }
  h2 .muted {
    font-weight: 400;
    margin-inline-start: 8px;
  }
  .prompt {
    max-height: 12em;
    margin-bottom: 8px;
    padding: 4px 0 4px 12px;
    overflow: auto;
    border-inline-start: 2px solid
      var(--vscode-textBlockQuote-border, var(--vscode-contrastBorder, currentColor));
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  table {
    width: 100%;
  }
  th,
  td {
    padding: 4px 0 4px 16px;
    text-align: end;
    vertical-align: top;
  }
  th {
    font-weight: 400;
    color: var(--vscode-descriptionForeground, var(--vscode-foreground));
  }
  .completion {
    width: 100%;
    min-width: 260px;
    padding-inline-start: 0;
    text-align: start;
    white-space: normal;
  }
  .word {
    text-align: start;
  }
  .text {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .folded {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
  }
  /* Where it is narrow, the numbers stand below their completion, each with its name. */
  @container (max-width: 600px) {
    thead {
      display: none;
    }
    tr {
      display: flex;
      flex-wrap: wrap;
      gap: 0 16px;
      padding: 6px 0;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    td {
      padding: 0;
      border: none;
    }
    td:not(.completion)::before {
      content: attr(data-label) ' ';
      color: var(--vscode-descriptionForeground, var(--vscode-foreground));
    }
  }
`;
