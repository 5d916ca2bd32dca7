// Layout that the Tokens and the Representation tab share.
import { css } from 'lit';

export const analysisStyles = css`
  :host {
    display: block;
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
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 8px 0;
  }
  .line vscode-text-field {
    flex: 1 1 240px;
  }
  .stale {
    padding-inline-start: 12px;
    border-inline-start: 2px solid var(--vscode-editorWarning-foreground, currentColor);
  }
  p {
    margin: 8px 0;
    max-width: 100ch;
  }
`;
