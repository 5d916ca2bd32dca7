// The thin progress bar at the edge of a header.
import { css } from 'lit';

export const progressBar = css`
  progress {
    display: block;
    width: 100%;
    height: 2px;
    border: none;
    background: transparent;
    appearance: none;
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
`;
