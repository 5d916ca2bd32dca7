// Puts the rows of one request into the scheduler and collects their answers. Knows nothing of HTTP, nor of how answers are
// written.
import { cancelled } from '../cancellation';
import { seedOfChoice, type Sampling } from './api/samplingParameters';
import type { Scheduler } from './scheduling/scheduler';
import type { ServedModel } from './servedModel';
import { ChoiceInProgress, type ChoicePart, type FinishedChoice } from './text/choiceInProgress';

export interface ChoicesToAnswer {
  readonly model: ServedModel;
  readonly prompts: readonly (readonly number[])[];
  readonly sampling: Sampling;
  /** At least 1; answers end at the context whatever it is. */
  readonly maxNewTokens: number;
  /** Alternatives per token; null: none are asked for. */
  readonly topLogprobs: number | null;
}

/** Choices count over all prompts: those of the first, then those of the second, … */
export interface ChoiceEvents {
  onPart(index: number, part: ChoicePart): void;
  onFinished(index: number, finished: FinishedChoice): void;
}

/**
 * @param events null: nothing is shown before the end
 * @returns the answers by choice
 * @throws GuardrailError what a row fails with: the others are withdrawn; cancelled when `signal` aborts.
 */
export function answerChoices(
  scheduler: Scheduler,
  job: ChoicesToAnswer,
  events: ChoiceEvents | null,
  signal: AbortSignal,
): Promise<readonly FinishedChoice[]> {
  const { model, sampling, maxNewTokens, topLogprobs } = job;
  const rows = job.prompts.flatMap((promptIds) => Array.from({ length: sampling.n }, () => promptIds));
  const withdrawals: (() => void)[] = [];
  const finished: FinishedChoice[] = [];
  let left = rows.length;
  return new Promise<readonly FinishedChoice[]>((resolve, reject) => {
    const stop = (): void => reject(cancelled());
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    rows.forEach((promptIds, index) => {
      const choice = new ChoiceInProgress(model.tokenizer, sampling.settings.stop);
      const watched = events !== null || topLogprobs !== null || sampling.settings.stop.length > 1;
      const row = {
        promptIds,
        seed: seedOfChoice(sampling.seed, index),
        settings: { ...sampling.settings, maxNewTokens },
        ...(topLogprobs === null ? {} : { topLogprobs }),
      };
      const withdraw = scheduler.answer(model, row, {
        onToken: (token) => {
          const part = watched ? choice.take(token) : null;
          if (part !== null) events?.onPart(index, part);
        },
        onDone: (generated) => {
          const done = choice.finish(generated);
          finished[index] = done;
          events?.onFinished(index, done);
          if (--left === 0) resolve(finished);
        },
        onFailed: reject,
      });
      withdrawals.push(withdraw);
    });
  }).finally(() => {
    for (const withdraw of withdrawals) withdraw();
  });
}
