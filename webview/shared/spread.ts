// How the samples of one prompt on one side were judged, in a few words.
import type { SampleRow } from '../../src/protocol/comparison';
import { outcomes, type Outcome } from '../../src/protocol/outcomes';
import { notJudged, outcomeLabels } from '../../src/safety/presentation/labels';

export interface Spread {
  /** The most frequent outcome (the first in the protocol's order where several are); null: none was judged. */
  readonly outcome: Outcome | null;
  /** "Refused" for a single sample, "3/5 refused" for several. */
  readonly short: string;
  /** "3 refused, 2 complied of 5". */
  readonly long: string;
}

export function spreadOf(samples: readonly Pick<SampleRow, 'verdict'>[]): Spread {
  const n = samples.length;
  if (n === 0) return { outcome: null, short: 'No response', long: 'no response yet' };
  const counted = outcomes
    .map((outcome) => ({
      outcome,
      count: samples.filter(({ verdict }) => verdict?.outcome === outcome).length,
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const [most] = counted;
  if (most === undefined) return { outcome: null, short: notJudged, long: `${n} not judged` };
  const word = outcomeLabels[most.outcome];
  const judged = counted.reduce((sum, { count }) => sum + count, 0);
  const parts = counted.map(({ outcome, count }) => `${count} ${outcomeLabels[outcome].toLowerCase()}`);
  if (judged < n) parts.push(`${n - judged} not judged`);
  return {
    outcome: most.outcome,
    short: n === 1 ? word : `${most.count}/${n} ${word.toLowerCase()}`,
    long: n === 1 ? word.toLowerCase() : `${parts.join(', ')} of ${n}`,
  };
}
