// Styles of tables of numbers: a line below each row, a box of their own to be scrolled sideways in, heads that sort.
import { css } from 'lit';

export const tableStyles = css`
  :host {
    display: block;
    margin: 8px 0 16px;
    --row-line: 1px solid
      var(--vscode-tree-tableColumnsBorder, color-mix(in srgb, var(--vscode-foreground) 30%, transparent));
  }
  .scroll {
    max-width: 100%;
    overflow-x: auto;
  }
  table {
    /* Collapsed lines would lie under what stays in sight. */
    border-collapse: separate;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }
  .caption {
    padding-bottom: 4px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  th,
  td {
    padding: 4px 0 4px 16px;
    border-bottom: var(--row-line);
    font-weight: 400;
    text-align: start;
    vertical-align: top;
    white-space: nowrap;
  }
  /* Whose row it is stays in sight while the rest is scrolled sideways. */
  th:first-child {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    padding-inline: 0 8px;
    background: var(--vscode-editor-background);
  }
  /* As wide as its words, up to what leaves room for the rest. */
  .name {
    width: max-content;
    max-width: min(280px, 35vw);
    white-space: normal;
    overflow-wrap: break-word;
  }
  .right > .name {
    margin-inline-start: auto;
  }
  tbody th {
    min-width: 80px;
  }
  .right {
    text-align: end;
  }
  .overall > * {
    font-weight: 600;
  }
  thead th {
    vertical-align: bottom;
  }
  thead button {
    min-height: 24px;
    padding: 0;
    border: none;
    background: none;
    color: var(--vscode-descriptionForeground, var(--vscode-foreground));
    font: inherit;
    text-align: inherit;
    cursor: pointer;
  }
  thead button:hover,
  thead th:not([aria-sort='none']) button {
    color: var(--vscode-foreground);
  }
  thead button:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .sort {
    font-size: 0.8em;
  }
  .sub {
    display: block;
    color: var(--vscode-descriptionForeground, inherit);
    font-size: 0.92em;
    font-weight: 400;
  }
  vscode-button::part(control) {
    white-space: nowrap;
  }
  .heat {
    padding: 4px 8px;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
`;
