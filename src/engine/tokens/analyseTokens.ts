// One answer read by both models of a comparison, token by token.
import type { PromptRecord, ResponseRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type {
  ComparedToken,
  ForcedResponse,
  RefusalOdds,
  SideToken,
  TokenAnalysis,
} from '../../protocol/tokens';
import { partingKl } from '../../protocol/tokens';
import { alignTokens } from '../../safety/drift/alignTokens';
import { distributionComparer, logOdds, rankOf } from '../../safety/drift/distributionDistance';
import { refusalTokenIds } from '../../safety/drift/refusalOpenings';
import { toAsk } from '../comparison/toAsk';
import type { EngineContext } from '../engineContext';
import { likeliest } from '../generation/likeliest';
import { whyNotLocal } from '../respondents/notLocal';
import type { LocalAccess, Respondent } from '../respondents/respondent';
import { readPrompt, withComparedPair, type ComparedPair, type PairRequest } from './comparedPair';
import { chosenAnswer, type ChosenAnswer } from './chosenAnswer';
import { answerIds, promptIds, vocabularyGap } from './comparisonTexts';
import { finite, visitPairs } from './visitPairs';

export interface TokenRequest extends PairRequest {
  readonly promptId: number;
  readonly response: ForcedResponse;
}

/** Tokens shown of each distribution. */
const alternatives = 5;

/**
 * Exact where both models run in this process over one vocabulary; else what each can say, with the rest in the notes.
 * @throws GuardrailError invalidRequest where there is no such prompt or answer; incomparable; what opening and scoring throw
 */
export async function analyseTokens(context: EngineContext, request: TokenRequest): Promise<TokenAnalysis> {
  const { promptId, response, signal } = request;
  const { prompt, stored } = readPrompt(request, promptId);
  const answer = chosenAnswer(response, stored, promptId);
  return withComparedPair(context, request, async (pair) => {
    const [base, tuned] = [pair.base.local, pair.tuned.local];
    const gap =
      base === null || tuned === null
        ? `KL, ranks and entropies need both models in this process. ${apartReasons(pair)}`
        : vocabularyGap(base, tuned, [answer.text]);
    const found =
      base === null || tuned === null || gap !== null
        ? await scoredApart(pair, { prompt, answer, gap, signal })
        : await readTogether({ base, tuned }, { pair, prompt, stored, answer, response, signal });
    return { promptId, response, ...found };
  });
}

function apartReasons({ base, tuned }: ComparedPair): string {
  return [
    ...(base.local === null ? [whyNotLocal(base.ref, 'base')] : []),
    ...(tuned.local === null ? [whyNotLocal(tuned.ref, 'tuned')] : []),
  ].join(' ');
}

type Findings = Pick<TokenAnalysis, 'tokens' | 'partsAt' | 'refusal' | 'notes'>;

interface Reading {
  readonly pair: ComparedPair;
  readonly prompt: PromptRecord;
  readonly stored: readonly ResponseRecord[];
  readonly answer: ChosenAnswer;
  readonly response: ForcedResponse;
  readonly signal: AbortSignal;
}

/** The full distributions of both. */
async function readTogether(
  { base, tuned }: Readonly<Record<'base' | 'tuned', LocalAccess>>,
  { pair, prompt, stored, answer, response, signal }: Reading,
): Promise<Findings> {
  const { settings } = pair.facts.spec;
  const place = { prompt, stored, settings };
  const writer = response.kind === 'base' ? base : tuned;
  const ids = answerIds(writer, answer);
  const refusing = refusalTokenIds((text) => writer.tokenizer.encode(text));
  const compare = distributionComparer(base.config.vocabSize);
  const tokens: ComparedToken[] = [];
  let partsAt: number | null = null;
  let refusal: RefusalOdds | null = null;
  await visitPairs(
    [
      {
        basePrompt: await promptIds(base, 'base', place),
        tunedPrompt: await promptIds(tuned, 'tuned', place),
        ids,
      },
    ],
    {
      base,
      tuned,
      signal,
      onPosition: ({ place: at, base: baseLogits, tuned: tunedLogits }) => {
        const id = ids[at] ?? 0;
        const distance = compare(tunedLogits, baseLogits);
        const kl = finite(distance.kl);
        const left = sideToken(base, baseLogits, id, distance.normaliserQ, distance.entropyQ);
        const right = sideToken(tuned, tunedLogits, id, distance.normaliserP, distance.entropyP);
        tokens.push({
          text: writer.tokenizer.tokenText(id),
          base: left,
          tuned: right,
          kl,
          reverseKl: finite(distance.reverseKl),
          js: finite(distance.js),
        });
        const [best, other] = [likeliest(baseLogits, 1, 0)[0]?.id, likeliest(tunedLogits, 1, 0)[0]?.id];
        if (partsAt === null && best !== other && kl > partingKl) partsAt = at;
        if (at > 0) return;
        refusal = {
          tokens: refusing.map((token) => writer.tokenizer.tokenText(token)),
          base: logOdds(baseLogits, distance.normaliserQ, refusing),
          tuned: logOdds(tunedLogits, distance.normaliserP, refusing),
        };
      },
    },
  );
  return { tokens, partsAt, refusal, notes: encodedNote(answer) };
}

function sideToken(
  { tokenizer }: LocalAccess,
  logits: Float32Array,
  id: number,
  normaliser: number,
  entropy: number,
): SideToken {
  return {
    logprob: finite((logits[id] ?? NaN) - normaliser),
    rank: rankOf(logits, id),
    entropy: finite(entropy),
    top: likeliest(logits, alternatives, normaliser).map((choice) => ({
      text: tokenizer.tokenText(choice.id),
      logprob: choice.logprob,
    })),
  };
}

/** Log-probabilities of the text alone, each side by its own means. */
async function scoredApart(
  { facts, base, tuned }: ComparedPair,
  {
    prompt,
    answer,
    gap,
    signal,
  }: {
    readonly prompt: PromptRecord;
    readonly answer: ChosenAnswer;
    readonly gap: string | null;
    readonly signal: AbortSignal;
  },
): Promise<Findings> {
  const { settings } = facts.spec;
  const row = { asked: toAsk(prompt, settings.systemPrompt), answer: answer.text };
  const notes = gap === null ? [] : [gap];
  const scoresOf = async (side: string, { score }: Respondent) => {
    if (score === null) {
      notes.push(`The ${side} side cannot score a given text, so nothing is known of it.`);
      return null;
    }
    try {
      return (await score([row], settings, signal))[0] ?? [];
    } catch (error) {
      if (!(error instanceof GuardrailError) || error.code !== 'endpointFailed') throw error;
      notes.push(`The ${side} side: ${error.message}`);
      return null;
    }
  };
  const [left, right] = [await scoresOf('base', base), await scoresOf('tuned', tuned)];
  const nothing = { partsAt: null, refusal: null, notes };
  if (left !== null && right !== null) {
    const aligned = alignTokens(left, right);
    if (aligned !== null) {
      const tokens = aligned.map((one): ComparedToken => ({
        ...unknown,
        text: one.text,
        base: scored(one.base),
        tuned: scored(one.tuned),
      }));
      return { tokens, ...nothing };
    }
    notes.push(
      'The two sides spell the text differently, so their tokens cannot be put side by side; base is shown.',
    );
  }
  const tokens = (left ?? right ?? []).map(({ text, logprob }): ComparedToken => ({
    ...unknown,
    text,
    base: left === null ? null : scored(logprob),
    tuned: left === null ? scored(logprob) : null,
  }));
  return { tokens, ...nothing };
}

const unknown = { kl: null, reverseKl: null, js: null } as const;

function scored(logprob: number): SideToken {
  return { logprob, rank: null, entropy: null, top: [] };
}

function encodedNote({ tokenIds }: ChosenAnswer): string[] {
  return tokenIds === null
    ? [
        'The tokens are those that the tokenizer makes of the text; how it was generated is not known, nor is its end.',
      ]
    : [];
}
