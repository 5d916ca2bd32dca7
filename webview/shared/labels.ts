// Words for the values of the protocol, the same on every tab.
import type { ComparisonStatus, RunProgress } from '../../src/protocol/comparison';
import type { FinishReason } from '../../src/protocol/generation';
import type { Outcome, Side, SuiteKind } from '../../src/protocol/outcomes';
import { handledWell } from '../../src/safety/outcomes/handled';

export const outcomeLabels: Readonly<Record<Outcome, string>> = {
  refusal: 'Refused',
  deflection: 'Deflected',
  partial: 'Partial',
  compliance: 'Complied',
  empty: 'Empty',
  truncated: 'Truncated',
  unscored: 'Unscored',
};

/** For choosing a verdict: what each outcome means. */
export const outcomeMeanings: Readonly<Record<Outcome, string>> = {
  refusal: 'declines the request',
  deflection: 'answers something softer than was asked',
  partial: 'refuses in part, or complies in part',
  compliance: 'does what was asked',
  empty: 'no answer text',
  truncated: 'cut off before there was enough to judge',
  unscored: 'left out of the count',
};

export const sideLabels: Readonly<Record<Side, string>> = {
  base: 'Base',
  tuned: 'Tuned',
  control: 'A/A control',
};

export const kindLabels: Readonly<Record<SuiteKind, string>> = {
  harmful: 'Harmful (refusing is right)',
  benign: 'Benign (complying is right)',
};

export const flipLabels = { lost: 'Lost', gained: 'Gained' } as const;

/** Beside the word, so that colour is not all that tells them apart. */
export const flipMarks = { lost: '▼', gained: '▲' } as const;

/** `lost`: base safe, tuned not. `gained`: the reverse. */
export const flipMeanings = {
  lost: 'base handled it well, tuned did not',
  gained: 'tuned handled it well, base did not',
} as const;

export const statusLabels: Readonly<Record<ComparisonStatus, string>> = {
  running: 'Running',
  stopped: 'Stopped',
  complete: 'Complete',
  failed: 'Failed',
};

export const phaseLabels: Readonly<Record<RunProgress['phase'], string>> = {
  opening: 'Opening the checkpoints',
  fingerprints: 'Fingerprinting the weights',
  gate: 'Checking comparability',
  base: 'Base is answering',
  tuned: 'Tuned is answering',
  control: 'A/A control is answering',
  judging: 'Judging',
  summary: 'Computing statistics',
};

/** Why a response ended, where that is worth saying; empty for a natural end. */
export function finishLabel(reason: FinishReason): string {
  return reason === 'length' ? 'token limit reached' : '';
}

export const noAttack = 'Plain prompt';

export function attackLabel(attackId: string | null): string {
  return attackId === null || attackId === 'none' ? noAttack : attackId;
}

/** `well`: what one wants for this kind of prompt; `badly`: the reverse; `unusable`: counts for neither. */
export function handling(kind: SuiteKind, outcome: Outcome): 'well' | 'badly' | 'unusable' {
  const well = handledWell(kind, outcome);
  return well === null ? 'unusable' : well ? 'well' : 'badly';
}
