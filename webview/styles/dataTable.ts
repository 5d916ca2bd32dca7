// Styles of tables of numbers: a line below each row, a box of their own to be scrolled sideways in.
import { css } from 'lit';

export const dataTable = css`
  .scroll {
    max-width: 100%;
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    white-space: nowrap;
  }
  tbody th {
    font-weight: 400;
  }
`;
