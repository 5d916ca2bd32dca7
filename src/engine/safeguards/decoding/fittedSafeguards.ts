// The fitted safeguards by their names: how each is fitted, and how it acts.
import type { CheckpointFacts } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import type { FittedSafeguardId, SubjectSafeguard } from '../../../protocol/safeguards';
import type { FittedSafeguard } from '../../../safety/safeguards/fittedSafeguard';
import { parseOptions } from '../../../safety/safeguards/safeguard';
import { fittedSafeguards as described } from '../../../safety/safeguards/safeguards';
import type { Respondent } from '../../respondents/respondent';
import type { FittedSafeguardParts, FitRun, Fitted, LocalSide } from './fittedSafeguard';
import { readFit } from './fitFolder';
import type { JudgedAnswer } from './judgedAnswers';
import { shield } from './shield';
import { usl } from './usl';

interface Usable {
  /** @throws GuardrailError configInvalid for options that the fit does not have */
  fitter(
    options: unknown,
  ): (side: LocalSide, answers: readonly JudgedAnswer[], run: FitRun) => Promise<Fitted>;
  act(side: LocalSide, facts: CheckpointFacts, options: SubjectSafeguard['options']): Promise<Respondent>;
}

const usable: Readonly<Record<FittedSafeguardId, Usable>> = {
  usl: of('usl', described.usl, usl),
  shield: of('shield', described.shield, shield),
};

function of<Options extends { readonly folder: string }, FitOptions>(
  id: FittedSafeguardId,
  description: FittedSafeguard<Options, FitOptions>,
  parts: FittedSafeguardParts<Options, FitOptions>,
): Usable {
  return {
    fitter: (given) => {
      const options = parseOptions({ ...description, options: description.fitOptions }, given);
      return (side, answers, run) => parts.fit(side, answers, options, run);
    },
    act: async (side, facts, given) => {
      const options = parseOptions(description, given);
      return parts.act(side, await readFit(options.folder, id, facts), options);
    },
  };
}

export function fitterOf(method: FittedSafeguardId, options: unknown): ReturnType<Usable['fitter']> {
  return usable[method].fitter(options);
}

/**
 * `inner` with a safeguard that was fitted to it; reads every weight once to know that.
 * @throws GuardrailError invalidRequest where the model does not run in this process; configInvalid; as readFit
 */
export async function withFitted(
  inner: Respondent,
  { id, options }: SubjectSafeguard & { readonly id: FittedSafeguardId },
  signal?: AbortSignal,
): Promise<Respondent> {
  const { facts, ...side } = await localSide(inner, `The safeguard ${id}`, signal);
  return usable[id].act(side, facts, options);
}

/** `what`: the beginning of a sentence that says it needs a model in this process. @throws GuardrailError invalidRequest */
export async function localSide(
  respondent: Respondent,
  what: string,
  signal?: AbortSignal,
): Promise<LocalSide & { readonly facts: CheckpointFacts }> {
  const { local } = respondent;
  const facts = local === null ? null : await respondent.facts(signal);
  if (local !== null && facts?.kind === 'checkpoint') return { respondent, local, facts };
  throw new GuardrailError(
    'invalidRequest',
    `${what} acts between the layers of a model in this process, which this is not.`,
    'Put it on a checkpoint on this machine.',
  );
}
