// Layout and colours of the forest plot: columns where there is room, else the words above the interval.
import { css } from 'lit';

export const forestStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  figure {
    margin: 0;
  }
  glens-figure {
    margin-bottom: 24px;
  }
  /* The words of the rows stand below one another with the text around; their hover reaches beyond it. */
  [role='table'],
  .foot {
    margin: 0 -8px;
  }
  figcaption {
    font-weight: 600;
  }
  .row {
    position: relative;
    display: grid;
    grid-template-columns: minmax(120px, 24cqi) 4em minmax(0, 1fr) 14em 5.5em;
    grid-template-areas: 'name n drawing change p';
    align-items: center;
    column-gap: 12px;
    padding: 0 8px;
    font-variant-numeric: tabular-nums;
  }
  .row > * {
    min-width: 0;
  }
  .head {
    padding-top: 4px;
    padding-bottom: 4px;
  }
  /* Not of the row itself, whose columns are as wide as those below. */
  .head > * {
    font-size: 0.92em;
  }
  .name {
    grid-area: name;
    overflow-wrap: anywhere;
  }
  .n {
    grid-area: n;
  }
  .drawing {
    grid-area: drawing;
  }
  .change {
    grid-area: change;
  }
  .p {
    grid-area: p;
  }
  .n,
  .change,
  .p {
    text-align: end;
    white-space: nowrap;
  }
  .head .drawing {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    padding: 0 1.3em;
    white-space: nowrap;
  }
  .row:not(.head, .foot) > .drawing {
    display: flex;
    align-items: center;
    align-self: stretch;
    overflow: clip;
  }
  svg {
    flex: none;
    display: block;
    overflow: visible;
    font-family: inherit;
    font-variant-numeric: tabular-nums;
  }
  .row button {
    width: 100%;
    padding: 6px 0;
    border: none;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
    outline: none;
  }
  /* The whole row is the button. */
  .row button::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .row:has(button:hover) {
    --forest-surface: var(--vscode-list-hoverBackground, var(--vscode-editor-background));
    background: var(--vscode-list-hoverBackground, transparent);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .row:has(button:hover) button {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .row button:focus-visible::after {
    outline: 1px solid var(--vscode-focusBorder, Highlight);
    outline-offset: -1px;
  }
  .detail {
    display: block;
    font-size: 0.92em;
  }
  .overall {
    border-top: 1px solid var(--forest-rule);
    font-weight: 600;
  }
  .axis-name {
    display: block;
    font-size: 0.92em;
    text-align: center;
  }
  .unit {
    display: none;
    font-weight: 400;
  }
  .forest-noise {
    fill: var(--forest-band);
    stroke: var(--vscode-contrastBorder, none);
    stroke-dasharray: 2 2;
  }
  .key-line {
    stroke: var(--forest-open);
    stroke-width: 2;
  }
  .key-dot {
    fill: var(--forest-open);
  }
  .key-bounds {
    stroke: var(--forest-muted);
    stroke-dasharray: 2 3;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    font-size: 0.92em;
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .legend svg {
    width: 32px;
    height: 14px;
  }
  @container (max-width: 700px) {
    .row {
      grid-template-columns: max-content minmax(0, 1fr) max-content;
      grid-template-areas:
        'name name change'
        'n p p'
        'drawing drawing drawing';
    }
    .row:not(.head, .foot) {
      align-items: start;
      padding-top: 8px;
    }
    .head {
      grid-template-areas:
        'name change change'
        'drawing drawing drawing';
    }
    .head .n,
    .head .p {
      display: none;
    }
    .row button {
      padding: 0;
    }
    .detail {
      display: inline;
    }
    .row:not(.head) > .n,
    .row:not(.head) > .p {
      font-size: 0.92em;
      font-weight: 400;
      text-align: start;
      color: var(--vscode-descriptionForeground, var(--vscode-foreground));
    }
    .unit {
      display: inline;
    }
  }
`;
