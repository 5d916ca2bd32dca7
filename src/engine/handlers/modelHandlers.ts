// Requests about single respondents: facts of a checkpoint, and answers.
import type { Answer, ChatMessage } from '../../protocol/generation';
import { GuardrailError } from '../../protocol/errors';
import { rowSeed } from '../comparison/rowSeed';
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Question } from '../respondents/respondent';
import { withThinkingLimit } from '../respondents/thinkingLimit';
import type { Handlers } from '../rpc/answerRequests';

export function modelHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'inspectCheckpoint' | 'checkCheckpoint' | 'generate'> {
  return {
    inspectCheckpoint: async ({ ref }, call) => {
      const checkpoint = await context().open(ref, call.signal);
      try {
        return await checkpoint.facts(call.signal);
      } finally {
        await checkpoint.dispose();
      }
    },

    checkCheckpoint: async ({ ref }, call) => {
      const checkpoint = await context().open(ref, call.signal);
      await checkpoint.dispose();
      return null;
    },

    generate: ({ ref, prompts, settings, apiKeys }, call) =>
      jobs.run(call.signal, async (signal) => {
        if (prompts.length === 0) throw noPrompts();
        const { samples, seed, systemPrompt } = settings;
        const system: ChatMessage[] =
          systemPrompt === null ? [] : [{ role: 'system', content: systemPrompt }];
        const respondent = await context().opener(apiKeys)(ref, signal);
        try {
          await respondent.facts(signal);
          respondent.checkSettings(settings);
          const limited = await withThinkingLimit(settings, [respondent.local]);
          const answers: Answer[][] = prompts.map(() => []);
          const missing: string[] = [];
          await respondent.answer(
            prompts.flatMap((content, index) =>
              Array.from({ length: samples }, (_, sample): Question => ({
                id: index * samples + sample,
                asked: { messages: [...system, { role: 'user', content }] },
                sample,
                seed: rowSeed(seed, { suiteId: '', itemId: content, attackId: null }, sample, false),
              })),
            ),
            limited,
            {
              onAnswer: (id, answer) => {
                const [index, sample] = [Math.floor(id / samples), id % samples];
                const row = answers[index];
                if (row !== undefined) row[sample] = answer;
                call.progress({ index, sample, answer });
              },
              onMissing: (_, reason) => missing.push(reason),
            },
            signal,
          );
          if (missing[0] !== undefined)
            throw unanswered(missing.length, prompts.length * samples, missing[0]);
          return { answers };
        } finally {
          await respondent.dispose();
        }
      }),
  };
}

function noPrompts(): GuardrailError {
  return new GuardrailError('invalidRequest', 'There is no prompt to answer.', 'Give at least one prompt.');
}

function unanswered(count: number, all: number, reason: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    all === 1 ? reason : `${count} of ${all} prompts were not answered: ${reason}`,
    'Shorten the prompts or the system prompt where they are too long; check the server where there is one.',
  );
}
