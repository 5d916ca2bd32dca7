// Requests about single checkpoints: facts, and text.
import type { Generated } from '../../protocol/generation';
import { GuardrailError } from '../../protocol/errors';
import type { ChatMessage } from '../../protocol/generation';
import { rowSeed } from '../comparison/rowSeed';
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/serve';

export function modelHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'inspectCheckpoint' | 'generate'> {
  return {
    inspectCheckpoint: async ({ ref }, call) => {
      const checkpoint = await context().open(ref, call.signal);
      try {
        return await checkpoint.facts(call.signal);
      } finally {
        await checkpoint.dispose();
      }
    },

    generate: ({ ref, prompts, settings }, call) =>
      jobs.run(call.signal, async (signal) => {
        if (prompts.length === 0) throw noPrompts();
        const checkpoint = await context().open(ref, signal);
        try {
          // Reads every weight once: a checkpoint with NaN in it must not answer at all.
          await checkpoint.facts(signal);
          const system: ChatMessage[] =
            settings.systemPrompt === null ? [] : [{ role: 'system', content: settings.systemPrompt }];
          const renderedPrompts = await checkpoint.tokenizer.renderChats(
            prompts.map((content) => [...system, { role: 'user', content }]),
            settings.templateVariables,
          );
          const responses: Generated[][] = prompts.map(() => []);
          const generator = await context().generators.acquire(checkpoint);
          await generator.generate(
            renderedPrompts.flatMap((rendered, index) =>
              Array.from({ length: settings.samples }, (_, sample) => ({
                id: index * settings.samples + sample,
                promptIds: checkpoint.tokenizer.encode(rendered),
                seed: rowSeed(
                  settings.seed,
                  { suiteId: '', itemId: prompts[index] ?? '', attackId: null },
                  sample,
                  false,
                ),
              })),
            ),
            settings,
            {
              onRow: (id, generated) => {
                const index = Math.floor(id / settings.samples);
                const sample = id % settings.samples;
                const row = responses[index];
                if (row !== undefined) row[sample] = generated;
                call.progress({ index, sample, generated });
              },
            },
            signal,
          );
          return { renderedPrompts, responses };
        } finally {
          await checkpoint.dispose();
        }
      }),
  };
}

function noPrompts(): GuardrailError {
  return new GuardrailError('invalidRequest', 'There is no prompt to answer.', 'Give at least one prompt.');
}
