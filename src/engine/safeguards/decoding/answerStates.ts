// The residual stream behind one block at the places of an answer where a token is chosen.
import { lastStates, type StateRequest } from '../../representation/lastStates';
import type { JudgedAnswer } from './judgedAnswers';
import type { LocalSide } from './fittedSafeguard';

export interface AnswerStates {
  readonly answer: JudgedAnswer;
  /** Of the last position of the prompt, then of positions of the answer in their order; [hidden] each. */
  readonly states: readonly Float32Array[];
}

/** Answers that go through the model in one call. */
const together = 8;

/**
 * @param most positions of each answer, evenly spread, the first among them
 * @throws GuardrailError cancelled
 */
export async function answerStates(
  { local }: LocalSide,
  layer: number,
  answers: readonly JudgedAnswer[],
  most: number,
  { signal, onProgress }: StateRequest,
): Promise<AnswerStates[]> {
  const { hiddenSize } = local.config;
  const places = answers.map(({ ids, promptLength }) => spread(promptLength - 1, ids.length - 2, most));
  const states = places.map((row) => row.map(() => new Float32Array(hiddenSize)));
  let offset = 0;
  const reading = local.withHooks({
    readers: [
      {
        layer,
        read: ({ id }, from, values) => {
          const count = values.length / hiddenSize;
          for (const [index, place] of (places[offset + id] ?? []).entries()) {
            if (place < from || place >= from + count) continue;
            const start = (place - from) * hiddenSize;
            states[offset + id]?.[index]?.set(values.subarray(start, start + hiddenSize));
          }
        },
      },
    ],
  }).local;
  if (reading === null) throw new RangeError('A local respondent with hooks is local.');
  for (; offset < answers.length; offset += together) {
    const part = answers.slice(offset, offset + together);
    await reading.visit(
      part.map(({ ids }) => ({ ids, from: ids.length })),
      () => undefined,
      signal,
    );
    onProgress?.(offset + part.length);
  }
  return answers.map((answer, index) => ({ answer, states: states[index] ?? [] }));
}

/** Whole numbers from `first` to `last`, at most `most` of them; `first` alone where there is nothing behind it. */
export function spread(first: number, last: number, most: number): number[] {
  const all = Math.max(1, last - first + 1);
  const count = Math.min(all, Math.max(1, most));
  return Array.from({ length: count }, (_, index) => first + Math.floor((index * all) / count));
}

/** The layers' states at the last token of each prompt; see lastStates. */
export async function promptStates(
  { local }: LocalSide,
  answers: readonly JudgedAnswer[],
  request: StateRequest,
): Promise<Float32Array[][]> {
  return lastStates(
    local,
    answers.map(({ ids, promptLength }) => ids.slice(0, promptLength)),
    request,
  );
}
