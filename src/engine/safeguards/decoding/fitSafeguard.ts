// Fits a safeguard to a checkpoint: its own answers to prompts about safety, judged, and what the safeguard learns from them.
import { GuardrailError } from '../../../protocol/errors';
import type { FitProgress, FitRequest, FitResult } from '../../../protocol/safeguards';
import { aboutSafety } from '../../../safety/outcomes/handled';
import { planPrompts } from '../../comparison/planPrompts';
import type { EngineContext } from '../../engineContext';
import { loadSafetySuites } from '../../suites/suiteCatalog';
import { requireFree, writeWhole } from '../wholeFolder';
import { writeFit } from './fitFolder';
import { fitterOf, localSide } from './fittedSafeguards';
import { judgedAnswers } from './judgedAnswers';

export interface FitCall {
  readonly signal: AbortSignal;
  readonly progress: (progress: FitProgress) => void;
}

/**
 * The folder is there whole or not at all.
 * @throws GuardrailError invalidRequest (a target that is there, prompts of one kind, too few answers of a kind), configInvalid
 * (options), storeWriteFailed, cancelled; what opening and answering throw
 */
export async function fitSafeguard(
  context: Pick<EngineContext, 'open' | 'opener' | 'settings'>,
  { method, checkpoint, suites, limit, settings, options, target }: FitRequest,
  { signal, progress }: FitCall,
): Promise<FitResult> {
  const fit = fitterOf(method, options);
  await requireFree(target);
  progress({ phase: 'opening', done: 0, total: 0 });
  const loaded = await loadSafetySuites(suites, context.settings.mediaFolder, 'A fit');
  const prompts = aboutSafety(planPrompts(loaded, { attacks: [], limit, settings }));
  for (const kind of ['harmful', 'benign'] as const) {
    if (!prompts.some((prompt) => prompt.kind === kind)) throw onlyOneKind(kind);
  }
  const respondent = await context.opener({})({ kind: 'checkpoint', ...checkpoint }, signal);
  try {
    const { facts, ...side } = await localSide(respondent, `The safeguard ${method}`, signal);
    const answers = await judgedAnswers(side, prompts, settings, {
      signal,
      onAnswer: (done, total) => progress({ phase: 'answering', done, total }),
    });
    const fitted = await fit(side, answers, {
      seed: settings.seed,
      signal,
      session: {
        executionProvider: context.settings.executionProvider,
        ...(context.settings.threads === undefined ? {} : { threads: context.settings.threads }),
      },
      openBase: () => context.open({ path: facts.base?.path ?? facts.path, precision: 'exact' }, signal),
      openOther: (path) => context.open({ path, precision: 'exact' }, signal),
      openWhole: () => context.open({ ...checkpoint, precision: 'exact' }, signal),
      progress: (phase, done, total) => progress({ phase, done, total }),
    });
    await writeWhole(target, (folder) => writeFit(folder, method, facts, fitted));
    return {
      path: target,
      answers: answers.length,
      unsafe: answers.filter(({ unsafe }) => unsafe).length,
      measures: fitted.measures,
      notes: fitted.notes,
    };
  } finally {
    await respondent.dispose();
  }
}

function onlyOneKind(kind: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `None of the prompts is ${kind}.`,
    'A fit takes harmful and benign prompts: name a suite of each (--suite).',
  );
}
