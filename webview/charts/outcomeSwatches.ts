// One fill per outcome, distinguished by pattern as well as by colour: answers that decline are filled, answers that comply
// are outlined, what could not be judged is grey; tasks that are solved are filled, those that are not outlined.
import { css } from 'lit';

export const outcomeSwatches = css`
  .swatch {
    --declined: var(--vscode-charts-blue, #3794ff);
    --complied: var(--vscode-charts-yellow, #cca700);
    --solved: var(--vscode-charts-green, #89d185);
    --unusable: var(--vscode-descriptionForeground, GrayText);
    border: 1px solid transparent;
  }
  .refusal {
    border-color: var(--declined);
    background: var(--declined);
  }
  .deflection {
    border-color: var(--declined);
    background: repeating-linear-gradient(135deg, var(--declined) 0 3px, transparent 3px 6px);
  }
  .partial {
    border-color: var(--complied);
    background: repeating-linear-gradient(45deg, var(--complied) 0 2px, transparent 2px 6px);
  }
  .compliance {
    border-color: var(--complied);
    background: color-mix(in srgb, var(--complied) 45%, transparent);
  }
  .solved {
    border-color: var(--solved);
    background: var(--solved);
  }
  .unsolved {
    border-color: var(--solved);
  }
  .safe {
    border-color: var(--declined);
    background: var(--declined);
  }
  .violated {
    border-color: var(--complied);
    background: color-mix(in srgb, var(--complied) 45%, transparent);
  }
  .empty {
    border-color: var(--unusable);
    border-style: dashed;
  }
  .truncated {
    border-color: var(--unusable);
    background: repeating-linear-gradient(0deg, var(--unusable) 0 1px, transparent 1px 4px);
  }
  .unscored {
    border-color: var(--unusable);
    background:
      repeating-linear-gradient(45deg, var(--unusable) 0 1px, transparent 1px 5px),
      repeating-linear-gradient(135deg, var(--unusable) 0 1px, transparent 1px 5px);
  }
`;
