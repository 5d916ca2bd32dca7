// Styles of modal dialogs, after VS Code's own.
import { css } from 'lit';

export const dialogStyles = css`
  dialog {
    width: min(520px, calc(100vw - 32px));
    max-height: calc(100vh - 32px);
    overflow: auto;
    padding: 16px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-editorWidget-border, currentColor));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  dialog::backdrop {
    background: color-mix(in srgb, var(--vscode-editor-background, black) 60%, transparent);
  }
  dialog > * {
    flex: none;
  }
  h2 {
    font-size: 1.1em;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: none;
  }
  legend {
    padding: 0;
    margin-bottom: 4px;
  }
  .option {
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding: 2px 0;
    cursor: pointer;
  }
  .option input {
    flex: none;
    align-self: center;
    width: 16px;
    height: 16px;
    margin: 0;
    border: 1px solid var(--vscode-checkbox-border, currentColor);
    border-radius: 50%;
    background: var(--vscode-checkbox-background, transparent);
    appearance: none;
  }
  .option input:checked {
    border: 5px solid var(--vscode-checkbox-foreground, currentColor);
  }
  .option input:focus-visible {
    outline-offset: 2px;
  }
  .buttons {
    display: flex;
    gap: 8px;
  }
  .error {
    padding: 4px 8px;
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-contrastBorder, currentColor));
    background: var(--vscode-inputValidation-errorBackground, transparent);
    color: var(--vscode-inputValidation-errorForeground, inherit);
  }
`;
