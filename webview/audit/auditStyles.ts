// Styles of an audit's tabs: running text.
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
