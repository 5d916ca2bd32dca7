// Safeguards as plain text: help of commands and lists.
import type { FittedSafeguard } from '../safeguards/fittedSafeguard';
import { optionsOf, type Safeguard } from '../safeguards/safeguard';

/** A paragraph for each: what it does, where it is from, its options and its limits. */
export function safeguardHelp(safeguards: readonly Safeguard[]): string {
  return safeguards.map(oneText).join('\n');
}

function oneText(safeguard: Safeguard): string {
  const { id, description, paper, adapted, limits } = safeguard;
  return [
    `${id}: ${description} (arXiv ${paper.arxiv}${adapted === null ? '' : '; adapted here'}).`,
    ...optionLines(safeguard),
    ...(adapted === null ? [] : [`  Adapted here: ${adapted}`]),
    ...limits.map((limit) => `  Limit: ${limit}`),
    '',
  ].join('\n');
}

/** What `fit` can be told of each, which have options of their own there. */
export function fitHelp(safeguards: readonly FittedSafeguard[]): string {
  return safeguards
    .flatMap(({ id, fitOptions }) => {
      const lines = optionLines({ options: fitOptions });
      return lines.length === 0 ? [] : [`--set of ${id}:`, ...lines, ''];
    })
    .join('\n');
}

function optionLines(described: Pick<Safeguard, 'options'>): string[] {
  return optionsOf(described).map(
    ({ name, description, byDefault }) =>
      `  ${name}: ${description}${byDefault === null ? '' : ` (default: ${byDefault})`}`,
  );
}
