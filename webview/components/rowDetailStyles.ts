// Styles of the detail of one row.
import { css } from 'lit';

export const detailStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  article {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 12px 16px;
  }
  header,
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  header {
    align-items: baseline;
  }
  header > * {
    overflow-wrap: anywhere;
  }
  .marks {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    margin-inline-start: auto;
  }
  .note {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .prompt {
    max-height: 40vh;
    overflow: auto;
    padding: 8px;
    border-inline-start: 2px solid var(--vscode-textBlockQuote-border, currentColor);
    background: var(--vscode-textBlockQuote-background, transparent);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  details {
    margin-top: 8px;
  }
  summary {
    cursor: pointer;
  }
  .legend del,
  .legend ins {
    padding: 0 2px;
    text-decoration: none;
  }
  .legend del {
    border-bottom: 1px dotted currentColor;
    background: var(--vscode-editor-selectionHighlightBackground, transparent);
  }
  .legend ins {
    border-bottom: 1px solid currentColor;
    background: var(--vscode-editor-selectionHighlightBackground, transparent);
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
    gap: 16px;
    align-items: start;
  }
`;
