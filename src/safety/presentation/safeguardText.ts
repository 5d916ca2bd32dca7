// Safeguards as plain text: help of commands and lists.
import { optionsOf, type Safeguard } from '../safeguards/safeguard';

/** A paragraph for each: what it does, where it is from, its options and its limits. */
export function safeguardHelp(safeguards: readonly Safeguard[]): string {
  return safeguards.map(oneText).join('\n');
}

function oneText(safeguard: Safeguard): string {
  const { id, description, paper, adapted, limits } = safeguard;
  return [
    `${id}: ${description} (arXiv ${paper.arxiv}${adapted === null ? '' : '; adapted here'}).`,
    ...optionsOf(safeguard).map(
      ({ name, description: what, byDefault }) =>
        `  ${name}: ${what}${byDefault === null ? '' : ` (default: ${byDefault})`}`,
    ),
    ...(adapted === null ? [] : [`  Adapted here: ${adapted}`]),
    ...limits.map((limit) => `  Limit: ${limit}`),
    '',
  ].join('\n');
}
