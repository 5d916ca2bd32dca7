// Asks one side of a comparison what it has not answered yet of some prompts; each answer is stored as it arrives.
import type { Answer } from '../../protocol/generation';
import type { ComparisonSpec, PromptRecord, ResponseRecord } from '../../protocol/comparison';
import type { Side } from '../../protocol/outcomes';
import type { AnswerSettings, Question, Respondent } from '../respondents/respondent';
import type { ComparisonStore } from '../store/comparisonStore';
import type { ComparisonMeter } from './comparisonMeter';
import { placeKey } from './cutAnswers';
import { rowSeed } from './rowSeed';
import { toAsk } from './toAsk';

interface PlannedRow {
  /** The answer that was cut and goes on; null: the question was not answered. */
  readonly before: ResponseRecord | null;
  readonly prompt: PromptRecord;
  readonly sample: number;
  readonly seed: number;
}

export interface SideRun {
  readonly side: Side;
  readonly respondent: Respondent;
  readonly spec: ComparisonSpec;
  /** Of the file's, in run order, those that are asked now. */
  readonly prompts: readonly PromptRecord[];
  readonly store: ComparisonStore;
  /** `placeKey` of answers that were cut and go on. */
  readonly toContinue: ReadonlySet<string>;
  readonly meter: ComparisonMeter;
  readonly signal: AbortSignal;
  /** Called with each stored response. */
  onResponse(id: number, response: ResponseRecord, prompt: PromptRecord): void;
}

/** A question that fails for good is noted as missing, with its reason: it counts nowhere, and resuming asks it again. */
export async function answerSide(run: SideRun): Promise<void> {
  const { side, spec, store, meter } = run;
  const rows = unansweredRows(run);
  if (rows.length === 0) return;
  await run.respondent.answer(
    rows.map((row, id) => ({ id, ...questionOf(row, spec.settings.systemPrompt) })),
    answerSettings(run),
    {
      onAnswer: (id, answer) => {
        const row = rows[id];
        if (row === undefined) return;
        const response = toResponse(side, row, answer);
        const added = row.before === null ? store.addResponse(response) : store.replaceResponse(response);
        run.onResponse(added, response, row.prompt);
        meter.responseDone();
      },
      onMissing: (id, reason) => {
        const row = rows[id];
        if (row === undefined) return;
        // The cut answer is still there, and the next run goes on with it.
        if (row.before !== null) return;
        store.addMissing({ promptId: row.prompt.id, side, sample: row.sample, reason });
        meter.responseMissing();
      },
      onProgress: ({ tokensPerSecond }) => meter.speed(tokensPerSecond),
    },
    run.signal,
  );
}

/** In run order: results appear from the top. */
function unansweredRows({ spec, prompts, store, side, toContinue }: SideRun): PlannedRow[] {
  const finished = store.finished(side);
  const { column = 0 } = store.describe();
  const goesOn = (promptId: number, sample: number): boolean =>
    toContinue.has(placeKey({ side, promptId, sample }, column));
  return prompts.flatMap((prompt) =>
    Array.from({ length: spec.settings.samples }, (_, sample) => sample)
      .filter((sample) => !finished.has(`${prompt.id}:${sample}`) || goesOn(prompt.id, sample))
      .map((sample) => ({
        prompt,
        sample,
        before: goesOn(prompt.id, sample) ? store.response({ promptId: prompt.id, side, sample }) : null,
        seed: rowSeed(spec.settings.seed, prompt, sample, side === 'control'),
      })),
  );
}

/** What was cut is asked with the very prompt that it answers: a template may write the date. */
function questionOf(
  { prompt, sample, seed, before }: PlannedRow,
  systemPrompt: string | null,
): Omit<Question, 'id'> {
  if (before === null || before.renderedPrompt === null) {
    return { asked: toAsk(prompt, systemPrompt), seed, sample };
  }
  const { tokenIds, logprobs } = before;
  return {
    ...{ asked: { prompt: before.renderedPrompt }, seed, sample },
    ...(tokenIds === null || logprobs === null ? {} : { begun: { tokenIds, logprobs } }),
  };
}

/** A greedy control run differs only by its batch layout: the noise of floating-point sums. */
function answerSettings({ side, spec: { settings } }: SideRun): AnswerSettings {
  if (side !== 'control' || settings.temperature > 0) return settings;
  return { ...settings, batchSize: Math.max(1, Math.floor(settings.batchSize / 2)) };
}

function toResponse(
  side: Side,
  { prompt, sample, seed, before }: PlannedRow,
  answer: Answer,
): ResponseRecord {
  return {
    promptId: prompt.id,
    side,
    sample,
    text: answer.text,
    reasoning: answer.reasoning,
    answer: answer.answer,
    finishReason: answer.finishReason,
    seed,
    promptTokens: answer.usage?.promptTokens ?? null,
    tokens: answer.usage?.completionTokens ?? null,
    tokenIds: answer.tokenIds,
    logprobs: answer.logprobs,
    milliseconds: answer.milliseconds + (before?.milliseconds ?? 0),
    renderedPrompt: answer.prompt,
  };
}
