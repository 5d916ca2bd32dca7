// Asks a respondent and keeps what came back.
import { defaultGenerationSettings, type GenerationSettings } from '../../../../src/protocol/generation';
import type { Answer } from '../../../../src/protocol/generation';
import type { Question, Respondent } from '../../../../src/engine/respondents/respondent';

export interface Collected {
  readonly answers: Map<number, Answer>;
  readonly missing: Map<number, string>;
  /** How often anything came back. */
  readonly calls: () => number;
}

export async function collect(
  respondent: Respondent,
  questions: readonly (Question | string)[],
  settings: Partial<GenerationSettings> = {},
  signal?: AbortSignal,
): Promise<Collected> {
  const answers = new Map<number, Answer>();
  const missing = new Map<number, string>();
  let calls = 0;
  await respondent.answer(
    questions.map((question, id) => (typeof question === 'string' ? user(id, question) : question)),
    { ...defaultGenerationSettings, ...settings },
    {
      onAnswer: (id, answer) => {
        calls++;
        answers.set(id, answer);
      },
      onMissing: (id, reason) => {
        calls++;
        missing.set(id, reason);
      },
    },
    signal,
  );
  return { answers, missing, calls: () => calls };
}

export function user(id: number, content: string, more: Partial<Question> = {}): Question {
  return { id, asked: { messages: [{ role: 'user', content }] }, seed: 1000 + id, ...more };
}
