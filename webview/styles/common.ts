// Styles that every component shares: type, focus, buttons that look like links, text for screen readers alone.
import { css } from 'lit';

export const common = css`
  :host {
    box-sizing: border-box;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.4;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  h1,
  h2,
  h3 {
    font-size: inherit;
    font-weight: 600;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder, Highlight);
    outline-offset: -1px;
  }
  /* As VS Code's own: the toolkit is older than the border of secondary buttons, and knows no size of text in them. */
  vscode-button[appearance='secondary'] {
    --button-border: var(
      --vscode-button-secondaryBorder,
      var(--vscode-contrastBorder, var(--vscode-button-border, transparent))
    );
  }
  vscode-button::part(control) {
    font-size: inherit;
  }
  .muted {
    color: var(--vscode-descriptionForeground, var(--vscode-foreground));
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .link {
    padding: 0;
    border: none;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
  }
  .flip {
    flex: none;
    padding: 0 4px;
    border: 1px solid currentColor;
    border-radius: 2px;
    font-size: 0.85em;
    line-height: 1.4;
    white-space: nowrap;
  }
  .flip.lost {
    border-color: var(--vscode-charts-red, currentColor);
  }
  .flip.gained {
    border-color: var(--vscode-charts-green, currentColor);
  }
  kbd {
    display: inline-block;
    min-width: 20px;
    padding: 0 4px;
    border: 1px solid var(--vscode-keybindingLabel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 3px;
    background: var(--vscode-keybindingLabel-background, transparent);
    color: var(--vscode-keybindingLabel-foreground, inherit);
    font-family: inherit;
    font-size: 0.9em;
    text-align: center;
  }
`;
