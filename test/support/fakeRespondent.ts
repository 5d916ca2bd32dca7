// A respondent whose answers a test decides.
import type { Answer } from '../../src/protocol/generation';
import type { SubjectRef } from '../../src/protocol/subjects';
import type { AnswerSettings, Asked, Question, Respondent } from '../../src/engine/respondents/respondent';
import { splitAnswer } from '../../src/engine/respondents/splitAnswer';

/** Text, or why there is none. null: neither answer nor reason comes. */
export type Reply = string | { readonly missing: string } | null;

export interface FakeRespondent extends Respondent {
  readonly calls: { readonly questions: readonly Question[]; readonly settings: AnswerSettings }[];
  disposed: boolean;
}

export function fakeRespondent(
  ref: SubjectRef,
  reply: (asked: Asked, index: number) => Reply,
  finishReason: Answer['finishReason'] = 'stop',
): FakeRespondent {
  const respondent: FakeRespondent = {
    ref,
    calls: [],
    disposed: false,
    facts: () =>
      Promise.resolve({ kind: 'responses', name: 'fake', path: '/fake', rows: 0, fingerprint: 'fake' }),
    checkSettings: () => undefined,
    answer: (questions, settings, events) => {
      respondent.calls.push({ questions, settings });
      questions.forEach(({ id, asked }, index) => {
        const said = reply(asked, index);
        if (said === null) return;
        if (typeof said !== 'string') events.onMissing(id, said.missing);
        else events.onAnswer(id, answerOf(said, finishReason));
      });
      return Promise.resolve();
    },
    score: null,
    local: null,
    dispose: () => {
      respondent.disposed = true;
      return Promise.resolve();
    },
  };
  return respondent;
}

function answerOf(text: string, finishReason: Answer['finishReason']): Answer {
  return {
    prompt: null,
    ...splitAnswer({ prompt: null, text, reasoning: null }),
    finishReason,
    tokenIds: null,
    logprobs: null,
    usage: null,
    milliseconds: 1,
  };
}
