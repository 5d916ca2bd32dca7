// One of the models of a comparison goes on with an answer from a token of it.
import { GuardrailError } from '../../protocol/errors';
import type { Answer } from '../../protocol/generation';
import type { ContinuationProgress, ContinuationSpec, TokenContinuation } from '../../protocol/tokens';
import type { EngineContext } from '../engineContext';
import { requireLocal } from '../respondents/notLocal';
import type { AnswerSettings, LocalAccess, Question, Respondent } from '../respondents/respondent';
import { chosenAnswer } from './chosenAnswer';
import { readPrompt, withComparedPair, type ComparedPair, type PairRequest } from './comparedPair';
import { answerIds, askedOf, vocabularyGap } from './comparisonTexts';

export interface ContinueRequest extends PairRequest, ContinuationSpec {
  readonly progress: (progress: ContinuationProgress) => void;
}

/**
 * The prompt is the one that the model was asked, and the tokens that stay are those of the answer, numbered as `analyseTokens`
 * does where both models are here: greedy, behind any token of its own greedy answer, a model says the same again. What the
 * comparison sampled with (top-p, top-k, a generation_config.json) holds, but for temperature and limit.
 * @throws GuardrailError invalidRequest for a place outside of the answer; incomparable where a model does not run here, the two
 * divide the text differently, or one has changed; cancelled; what opening and generating throw
 */
export async function continueTokens(
  context: EngineContext,
  request: ContinueRequest,
): Promise<TokenContinuation> {
  const { promptId, response, keep, side, temperature, seed, maxNewTokens, signal, progress } = request;
  const { prompt, stored } = readPrompt(request, promptId);
  const answer = chosenAnswer(response, stored, promptId);
  progress({ phase: 'opening', done: 0, total: 0 });
  return withComparedPair(context, request, async (pair) => {
    const writer = writerOf(pair, response.kind === 'base' ? 'base' : 'tuned', answer.text);
    const ids = answerIds(writer, answer);
    requirePlace(keep, ids, writer);
    const kept = ids.slice(0, keep);
    const { settings } = pair.facts.spec;
    const question: Question = {
      id: 0,
      asked: askedOf(side, { prompt, stored, settings }),
      seed,
      // What stays keeps no log-probabilities here: none is asked for.
      ...(keep === 0 ? {} : { begun: { tokenIds: kept, logprobs: kept.map(() => 0) } }),
    };
    const onToken = (done: number): void => progress({ phase: 'generating', done, total: maxNewTokens });
    const written = await answered(
      counting(pair[side], (tokens) => onToken(tokens - keep)),
      question,
      // A fixed batch would begin anew.
      { ...ownLimits(settings), temperature, maxNewTokens: keep + maxNewTokens, fixedBatch: false },
      signal,
    );
    const added = (written.tokenIds ?? []).slice(keep);
    const text = { kept: writer.tokenizer.decode(kept), whole: writer.tokenizer.decode(ids) };
    return {
      ...{ promptId, response, keep, side, temperature, seed, maxNewTokens },
      kept: text.kept,
      original: behind(text.kept, text.whole) ?? writer.tokenizer.decode(ids.slice(keep)),
      text: behind(text.kept, written.text) ?? writer.tokenizer.decode(added),
      tokens: added.length,
      finishReason: written.finishReason,
    };
  });
}

/** The model whose tokens the answer is counted in; the other one has the same. @throws GuardrailError incomparable */
function writerOf({ base, tuned }: ComparedPair, writer: 'base' | 'tuned', text: string): LocalAccess {
  const sides = { base: requireLocal(base, 'base'), tuned: requireLocal(tuned, 'tuned') };
  const gap = vocabularyGap(sides.base, sides.tuned, [text]);
  if (gap === null) return sides[writer];
  throw new GuardrailError(
    'incomparable',
    `${gap} A token of the one is none of the other.`,
    'Compare checkpoints with one tokenizer.',
  );
}

/** @throws GuardrailError invalidRequest */
function requirePlace(keep: number, ids: readonly number[], { tokenizer }: LocalAccess): void {
  const end = ids.findIndex((id) => tokenizer.eosTokenIds.includes(id));
  const most = end < 0 ? ids.length : end;
  if (Number.isSafeInteger(keep) && keep >= 0 && keep <= most) return;
  throw new GuardrailError(
    'invalidRequest',
    `The answer has ${most} tokens${end < 0 ? '' : ' before its end'}, so it cannot be continued behind ${keep}.`,
    `Choose a token from 1 to ${most + 1}.`,
  );
}

/** The same model, which says after each token how many the answer has. */
function counting(respondent: Respondent, onToken: (tokens: number) => void): Respondent {
  const counted = respondent.local?.withHooks({
    stop: [
      ({ tokenIds }) => {
        onToken(tokenIds.length);
        return false;
      },
    ],
  });
  return counted ?? respondent;
}

/** Temperature and limit are those of the request, whatever a generation_config.json says. */
function ownLimits(settings: ComparedPair['facts']['spec']['settings']): AnswerSettings {
  const { generationConfig } = settings;
  if (generationConfig === undefined) return settings;
  const except = [...generationConfig.except, 'temperature', 'maxNewTokens'] as const;
  return { ...settings, generationConfig: { except } };
}

/** @throws GuardrailError invalidRequest where the model cannot answer, and what answering throws */
async function answered(
  respondent: Respondent,
  question: Question,
  settings: AnswerSettings,
  signal: AbortSignal,
): Promise<Answer> {
  const answers: Answer[] = [];
  const reasons: string[] = [];
  const events = {
    onAnswer: (_: number, answer: Answer) => void answers.push(answer),
    onMissing: (_: number, reason: string) => void reasons.push(reason),
  };
  await respondent.answer([question], settings, events, signal);
  const [answer] = answers;
  if (answer !== undefined) return answer;
  throw new GuardrailError(
    'invalidRequest',
    `The answer cannot be continued: ${reasons.join(' ')}`,
    'Take another prompt.',
  );
}

/** null: the beginning ends within a character, or what is behind it changes how it reads. */
function behind(beginning: string, whole: string): string | null {
  return whole.startsWith(beginning) ? whole.slice(beginning.length) : null;
}
