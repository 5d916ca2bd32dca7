// The gates that the comparison was made with, and what they say of its numbers.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { ComparisonSummary } from '../../protocol/summary';
import { evaluateGates } from '../analysis/gates';
import { html, type Html } from '../presentation/html';
import { gateWords } from '../presentation/labels';
import { section } from './reportSection';

/** Nothing where there is none. */
export function gatesSection({ spec }: ComparisonFacts, summary: ComparisonSummary): Html {
  const gates = evaluateGates(spec, summary);
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
