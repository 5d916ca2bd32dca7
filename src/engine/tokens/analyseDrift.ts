// The answers of one side of a comparison read by both of its models: where in an answer, and on which prompts, they differ.
import type { PromptRecord, ResponseRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { GenerationSettings } from '../../protocol/generation';
import type { DriftAnalysis, TokenProgress } from '../../protocol/tokens';
import { distributionComparer, logOdds } from '../../safety/drift/distributionDistance';
import { driftProfile, type ReadAnswer } from '../../safety/drift/driftProfile';
import { samplesWhole } from '../../safety/drift/samplesWhole';
import { refusalTokenIds } from '../../safety/drift/refusalOpenings';
import { madeBy, type Made } from './made';
import type { EngineContext } from '../engineContext';
import { requireLocal } from '../respondents/notLocal';
import type { LocalAccess } from '../respondents/respondent';
import { comparisonStores } from '../store/comparisonStores';
import { readPrompts, withComparedPair, type ComparedPair, type PairRequest } from './comparedPair';
import { answerIds, promptIds, vocabularyGap } from './comparisonTexts';
import { finite, visitPairs, type PairSequence } from './visitPairs';

export interface DriftRequest extends PairRequest {
  /** Whose answers are read. */
  readonly side: 'base' | 'tuned';
  /** The first prompts of the comparison only; null: all. */
  readonly limit: number | null;
  readonly progress: (progress: TokenProgress) => void;
}

/**
 * Of every token a few numbers stay; distributions never pile up.
 * @throws GuardrailError incomparable where there is no full distribution of both, or a model has changed; invalidRequest where
 * the side has no answer; cancelled; what opening and scoring throw
 */
export async function analyseDrift(
  context: EngineContext,
  request: DriftRequest,
): Promise<Made<DriftAnalysis>> {
  const { side, limit, signal, progress } = request;
  progress({ phase: 'opening', done: 0, total: 0 });
  return withComparedPair(context, request, async (pair) => {
    const sides = localSides(pair);
    const prompts = readPrompts(request).slice(0, limit ?? undefined);
    const { answers, skipped } = await answersOf(request, prompts, pair, sides);
    if (answers.length === 0) throw noAnswers(side);
    const gap = vocabularyGap(
      sides.base,
      sides.tuned,
      answers.map(({ text }) => text),
    );
    if (gap !== null) throw noDistributions(gap);
    const { encode, tokenText } = bound(sides[side]);
    const refusing = refusalTokenIds(encode);
    const read = await readAnswers(sides, answers, { refusing, signal, progress });
    const { settings } = pair.facts.spec;
    const sampled = side === 'tuned' && samplesWhole(settings);
    const value = {
      side,
      skipped,
      ...driftProfile(read, { sampled, seed: settings.seed }),
      refusalTokens: refusing.map(tokenText),
      notes: notesOf(side, settings, answers),
    };
    return { value, ...madeBy(pair.models), prompts: value.prompts };
  });
}

interface Answer extends PairSequence {
  readonly prompt: PromptRecord;
  readonly text: string;
  /** Whether the ids are those that were generated. */
  readonly known: boolean;
  /** Whether the token limit ended it. */
  readonly cut: boolean;
}

type Sides = Readonly<Record<'base' | 'tuned', LocalAccess>>;

function localSides({ base, tuned }: ComparedPair): Sides {
  return { base: requireLocal(base, 'base'), tuned: requireLocal(tuned, 'tuned') };
}

/** Prompts and answers as ids; nothing of vocabulary size. */
async function answersOf(
  request: DriftRequest,
  prompts: readonly PromptRecord[],
  { facts }: ComparedPair,
  sides: Sides,
): Promise<{ readonly answers: readonly Answer[]; readonly skipped: number }> {
  const { side } = request;
  const file = comparisonStores.open(request.path, 'read');
  const store = file.forColumn(request.column ?? 0);
  try {
    const answers: Answer[] = [];
    let skipped = 0;
    for (const prompt of prompts) {
      const stored = store.responses(prompt.id);
      const own = stored.filter((response) => response.side === side);
      if (own.length === 0) continue;
      const place = { prompt, stored, settings: facts.spec.settings };
      const basePrompt = await promptIds(sides.base, 'base', place);
      const tunedPrompt = await promptIds(sides.tuned, 'tuned', place);
      for (const response of own) {
        const ids = answerIds(sides[side], response);
        if (ids.length === 0) skipped++;
        else answers.push({ prompt, basePrompt, tunedPrompt, ids, ...textOf(response) });
      }
    }
    return { answers, skipped };
  } finally {
    file.close();
  }
}

function textOf({ text, tokenIds, finishReason }: ResponseRecord): Pick<Answer, 'text' | 'known' | 'cut'> {
  return { text, known: tokenIds !== null, cut: finishReason === 'length' };
}

interface ReadOptions {
  readonly refusing: readonly number[];
  readonly signal: AbortSignal;
  readonly progress: (progress: TokenProgress) => void;
}

async function readAnswers(
  { base, tuned }: Sides,
  answers: readonly Answer[],
  { refusing, signal, progress }: ReadOptions,
): Promise<ReadAnswer[]> {
  const compare = distributionComparer(base.config.vocabSize);
  const read = answers.map(({ prompt, ids }) => ({
    prompt: prompt.id,
    suiteId: prompt.suiteId,
    kind: prompt.kind,
    category: prompt.category,
    attackId: prompt.attackId,
    baseLogprobs: new Float64Array(ids.length),
    tunedLogprobs: new Float64Array(ids.length),
    kl: new Float64Array(ids.length),
    js: new Float64Array(ids.length),
    refusal: { base: 0, tuned: 0 },
  }));
  progress({ phase: 'scoring', done: 0, total: answers.length });
  await visitPairs(answers, {
    base,
    tuned,
    signal,
    onProgress: (done) => progress({ phase: 'scoring', done, total: answers.length }),
    onPosition: ({ sequence, place, base: baseLogits, tuned: tunedLogits }) => {
      const one = read[sequence];
      const id = answers[sequence]?.ids[place];
      if (one === undefined || id === undefined) throw new RangeError('A position is of an answer.');
      const { kl, js, normaliserP, normaliserQ } = compare(tunedLogits, baseLogits);
      one.kl[place] = finite(kl);
      one.js[place] = finite(js);
      one.baseLogprobs[place] = finite((baseLogits[id] ?? NaN) - normaliserQ);
      one.tunedLogprobs[place] = finite((tunedLogits[id] ?? NaN) - normaliserP);
      if (place > 0) return;
      one.refusal = {
        base: logOdds(baseLogits, normaliserQ, refusing),
        tuned: logOdds(tunedLogits, normaliserP, refusing),
      };
    },
  });
  return read;
}

function notesOf(side: 'base' | 'tuned', settings: GenerationSettings, answers: readonly Answer[]): string[] {
  const notes: string[] = [];
  if (side === 'base') {
    notes.push(
      'These are answers of the base: KL along them is no estimate of KL(tuned ‖ base) of whole answers.',
    );
  } else if (!samplesWhole(settings)) {
    notes.push(
      `The answers were not sampled at temperature 1 without top-p and top-k (temperature ${settings.temperature}, top-p ${settings.topP}, top-k ${settings.topK}): KL along them is exact, and no estimate of KL(tuned ‖ base) of whole answers.`,
    );
  }
  const cut = answers.filter((answer) => answer.cut).length;
  if (cut > 0) {
    notes.push(
      `${cut} of ${answers.length} answers were cut at the token limit: KL is that of what was generated.`,
    );
  }
  if (answers.some(({ known }) => !known)) {
    notes.push(
      'Some tokens are those that the tokenizer makes of the text; how it was generated is not known.',
    );
  }
  return notes;
}

function bound({ tokenizer }: LocalAccess) {
  return {
    encode: (text: string): number[] => tokenizer.encode(text),
    tokenText: (id: number): string => tokenizer.tokenText(id),
  };
}

function noAnswers(side: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `The comparison has no answer of the ${side} side to read.`,
    'Run or resume the comparison first.',
  );
}

function noDistributions(why: string): GuardrailError {
  return new GuardrailError(
    'incomparable',
    why,
    'Compare checkpoints of one vocabulary on this machine; `guardrail-lens tokens` shows what a server can tell.',
  );
}
