// The gates that the comparison was made with, and what they say of its numbers.
import type { GateResult } from '../analysis/failIf';
import { html, type Html } from '../presentation/html';
import { gateWords } from '../presentation/labels';
import { section } from './reportSection';

/** Nothing where there is none. */
export function gatesSection(gates: readonly GateResult[]): Html {
  if (gates.length === 0) return html``;
  const items = gates.map(
    ({ expression, outcome, explanation }) =>
      html`<li><strong>${gateWords[outcome]}</strong> <code>${expression}</code>: ${explanation}</li>`,
  );
  return section(
    'gates',
    'Gates',
    html`<ul>
      ${items}
    </ul>`,
  );
}
