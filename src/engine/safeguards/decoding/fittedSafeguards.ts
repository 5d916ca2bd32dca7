// The fitted safeguards by their names: how each is fitted, and how it acts.
import type { CheckpointFacts } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import type { FittedSafeguardId, SubjectSafeguard } from '../../../protocol/safeguards';
import type { CheckpointSubject } from '../../../protocol/subjects';
import type { FittedSafeguard } from '../../../safety/safeguards/fittedSafeguard';
import { parseOptions } from '../../../safety/safeguards/safeguard';
import { fittedSafeguards as described } from '../../../safety/safeguards/safeguards';
import type { Respondent } from '../../respondents/respondent';
import type { ActTools, FittedSafeguardParts, FitRun, Fitted, LocalSide } from './fittedSafeguard';
import { readFit } from './fitFolder';
import type { JudgedAnswer } from './judgedAnswers';
import { saffron } from './saffron';
import { shield } from './shield';
import { upsafe } from './upsafe';
import { usl } from './usl';

interface Usable {
  /** @throws GuardrailError configInvalid for options that the fit does not have */
  fitter(
    options: unknown,
  ): (side: LocalSide, answers: readonly JudgedAnswer[], run: FitRun) => Promise<Fitted>;
  act(
    side: LocalSide,
    facts: CheckpointFacts,
    options: SubjectSafeguard['options'],
    tools: ActTools,
  ): Promise<Respondent>;
}

const usable: Readonly<Record<FittedSafeguardId, Usable>> = {
  usl: of('usl', described.usl, usl),
  shield: of('shield', described.shield, shield),
  'saffron-1': of('saffron-1', described['saffron-1'], saffron),
  upsafe: of('upsafe', described.upsafe, upsafe),
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
    act: async (side, facts, given, tools) => {
      const options = parseOptions(description, given);
      return parts.act(side, await readFit(options.folder, id, facts), options, tools);
    },
  };
}

export function fitterOf(method: FittedSafeguardId, options: unknown): ReturnType<Usable['fitter']> {
  return usable[method].fitter(options);
}

/**
 * `inner` with a safeguard that was fitted to it; reads every weight once to know that.
 * @param open opens an adapter over weights that are here
 * @throws GuardrailError invalidRequest where the model does not run in this process; configInvalid; as readFit
 */
export async function withFitted(
  inner: Respondent,
  { id, options }: SubjectSafeguard & { readonly id: FittedSafeguardId },
  open: (ref: CheckpointSubject) => Promise<Respondent>,
  signal?: AbortSignal,
): Promise<Respondent> {
  const { facts, ...side } = await localSide(inner, `The safeguard ${id}`, signal);
  const { ref } = inner;
  const precision =
    ref.kind === 'checkpoint' && ref.precision !== undefined ? { precision: ref.precision } : {};
  const basePath = facts.base?.path ?? facts.path;
  // Rounding is that of the checkpoint's own weights.
  const openOver: ActTools['openOver'] = (path, over) =>
    open({
      kind: 'checkpoint',
      path,
      ...(over === undefined ? { basePath, ...precision } : { basePath: over }),
    });
  return usable[id].act(side, facts, options, { openOver });
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
