// A control policy as a respondent: asked an item of a control suite, it answers with a trajectory. Knows no text.
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { GuardrailError } from '../../../protocol/errors';
import type { Answer } from '../../../protocol/generation';
import type { PolicyFacts, PolicySubject } from '../../../protocol/subjects';
import { parseItem, type ControlItem } from '../../../safety/control/controlItem';
import { environmentOf } from '../../../safety/control/environments';
import { trajectoryText } from '../../../safety/control/trajectory';
import { throwIfCancelled } from '../../cancellation';
import { openPolicy } from '../../control/policy/openPolicy';
import { readPolicy } from '../../control/policy/policyFile';
import { runEpisode } from '../../control/runEpisode';
import type { Question, Respondent } from '../respondent';

/**
 * Reads the whole policy; later changes to its files are not seen.
 * @throws GuardrailError what readPolicy and openPolicy throw
 */
export async function openPolicyRespondent(ref: PolicySubject, signal?: AbortSignal): Promise<Respondent> {
  const file = await readPolicy(ref.path, signal);
  const policy = await openPolicy(file);
  const { environment: id, method, steps, seed } = file.config;
  const environment = environmentOf(id);
  const facts: PolicyFacts = {
    kind: 'policy',
    name: basename(ref.path),
    path: ref.path,
    format: file.weights.format,
    ...{ environment: id, method, steps, seed },
    fingerprint: file.fingerprint,
  };

  return {
    ref,
    score: null,
    local: null,
    checkSettings: () => undefined,
    facts: () => Promise.resolve(facts),
    answer: async (questions, { temperature }, events, stop) => {
      let reported = performance.now();
      for (const [rowsDone, question] of questions.entries()) {
        throwIfCancelled(stop);
        const item = itemOf(question, facts);
        const began = performance.now();
        const trajectory = await runEpisode(policy, {
          ...{ environment, seed: item.seed, actionSeed: question.seed, temperature },
        });
        events.onAnswer(question.id, answerOf(trajectoryText(trajectory), performance.now() - began));
        // Cancellations and other requests are heard between episodes.
        await setImmediate();
        if (performance.now() - reported < 1000) continue;
        reported = performance.now();
        events.onProgress?.({ rowsDone: rowsDone + 1, tokensPerSecond: 0 });
      }
    },
    dispose: () => policy.dispose(),
  };
}

/** @throws GuardrailError invalidRequest for what is no item, or one of another environment */
function itemOf({ asked }: Question, { name, environment }: PolicyFacts): ControlItem {
  const text = 'prompt' in asked ? asked.prompt : (asked.messages.at(-1)?.content ?? '');
  const item = parseItem(text);
  if (item?.environment === environment) return item;
  throw new GuardrailError(
    'invalidRequest',
    item === null
      ? `${name} is a control policy: it acts in ${environment}, and answers no text.`
      : `${name} acts in ${environment}, not in ${item.environment}.`,
    `Ask it a control benchmark of ${environment}.`,
  );
}

function answerOf(text: string, milliseconds: number): Answer {
  return {
    ...{ prompt: null, text, reasoning: null, answer: text, finishReason: 'stop' },
    ...{ tokenIds: null, logprobs: null, usage: null, milliseconds },
  };
}
