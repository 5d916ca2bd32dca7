// Styles of an audit's tabs: running text, tables.
import { css } from 'lit';

export const auditStyles = css`
  :host {
    display: block;
    padding: 12px 16px 24px;
  }
  section {
    max-width: 90ch;
    margin-bottom: 16px;
  }
  section p,
  section li {
    margin-top: 8px;
    overflow-wrap: anywhere;
  }
  ul {
    padding-inline-start: 20px;
  }
  .scroll {
    margin-bottom: 24px;
  }
  h3 {
    padding-bottom: 4px;
  }
  th,
  td {
    padding: 4px 16px 4px 0;
  }
  thead th {
    font-weight: 400;
    color: var(--vscode-descriptionForeground, var(--vscode-foreground));
  }
  .left {
    text-align: start;
  }
  .right {
    text-align: end;
  }
  .push {
    font-weight: 600;
  }
  figure {
    max-width: 900px;
    margin: 12px 0 16px;
  }
  .legend {
    margin-top: 8px;
    font-size: 0.92em;
  }
`;
