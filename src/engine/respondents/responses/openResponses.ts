// Answers made elsewhere as a respondent: looked up by prompt, never generated. Knows no model.
import { basename } from 'node:path';
import type { ResponsesFacts, ResponsesSubject } from '../../../protocol/subjects';
import { throwIfCancelled } from '../../cancellation';
import type { Answer } from '../../../protocol/generation';
import type { AnswerEvents, AnswerSettings, Question, Respondent } from '../respondent';
import { refuseGenerationConfig } from '../refuseGenerationConfig';
import { splitAnswer } from '../splitAnswer';
import { questionKeys, responsesByPrompt } from './pairResponses';
import { readModel } from './responsesPath';
import type { ResponseRow } from './responseRow';

/**
 * Reads the whole file; later changes to it are not seen.
 * @throws GuardrailError datasetInvalid (see readModel)
 */
export async function openResponses(ref: ResponsesSubject): Promise<Respondent> {
  const file = await readModel(ref.path);
  const byPrompt = responsesByPrompt(file.rows);
  const name = basename(ref.path);
  const facts: ResponsesFacts = {
    kind: 'responses',
    name,
    path: ref.path,
    rows: file.rows.length,
    fingerprint: file.fingerprint,
  };

  function answer(
    questions: readonly Question[],
    _settings: AnswerSettings,
    events: AnswerEvents,
    signal?: AbortSignal,
  ): void {
    /** Prompt → how many questions of this call have asked it. */
    const asked = new Map<string, number>();
    for (const question of questions) {
      throwIfCancelled(signal);
      const { asked: what } = question;
      if ('messages' in what && what.prefill !== undefined) {
        events.onMissing(
          question.id,
          `${name} was made elsewhere: its answers cannot be begun (attack prefill).`,
        );
        continue;
      }
      const keys = questionKeys(what);
      const key = keys.find((one) => byPrompt.has(one)) ?? keys[0] ?? '';
      const before = asked.get(key) ?? 0;
      asked.set(key, before + 1);
      const rows = byPrompt.get(key);
      const sample = question.sample ?? before;
      const row = rows?.get(sample);
      if (rows === undefined) events.onMissing(question.id, `No response to this prompt in ${name}.`);
      else if (row === undefined) {
        events.onMissing(question.id, `No response to this prompt in ${name} for sample ${sample}.`);
      } else if (row.missing !== null) {
        events.onMissing(question.id, `${row.missing} (${row.file}, ${row.place}).`);
      } else events.onAnswer(question.id, answerOf(row));
    }
  }

  return {
    ref,
    score: null,
    local: null,
    checkSettings: (settings) => refuseGenerationConfig(name, settings),
    facts: (signal) =>
      Promise.resolve().then(() => {
        throwIfCancelled(signal);
        return facts;
      }),
    answer: (...given) => Promise.resolve().then(() => answer(...given)),
    dispose: () => Promise.resolve(),
  };
}

function answerOf(row: ResponseRow): Answer {
  return {
    prompt: null,
    ...splitAnswer({ prompt: null, text: row.response, reasoning: row.reasoning }),
    finishReason: row.finishReason,
    tokenIds: null,
    logprobs: null,
    usage: null,
    milliseconds: 0,
  };
}
