// guardrail-lens generate
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { withEngine, type EngineFlags } from '../engine';
import { addEngineOptions, addGenerationOptions, generationSettings, type GenerationFlags } from '../options';
import { jsonText } from '../jsonText';

import { visibleText } from '../../safety/report/visibleText';

interface GenerateFlags extends GenerationFlags, EngineFlags {
  readonly base?: string;
  readonly merge: boolean;
  readonly json: boolean;
}

export function addGenerateCommand(program: Command): void {
  const command = program
    .command('generate <checkpoint> <prompt...>')
    .description('answer prompts through the chat template')
    .option('--base <checkpoint>', 'base of an adapter')
    .option('--merge', 'fold an adapter into the weights', false)
    .option('--json', 'print JSON with tokens, log-probabilities and rendered prompts', false);
  addEngineOptions(addGenerationOptions(command)).action(
    async (checkpoint: string, prompts: string[], flags: GenerateFlags) => {
      await withEngine(flags, async (client, signal) => {
        const ref = {
          path: resolve(checkpoint),
          merge: flags.merge,
          ...(flags.base === undefined ? {} : { basePath: resolve(flags.base) }),
        };
        const result = await client.request(
          'generate',
          { ref, prompts, settings: generationSettings(flags) },
          { signal },
        );
        if (flags.json) {
          process.stdout.write(jsonText({ prompts, ...result }));
          return;
        }
        for (const [index, samples] of result.responses.entries()) {
          process.stdout.write(`> ${visibleText(prompts[index] ?? '')}\n`);
          for (const sample of samples) {
            process.stdout.write(
              `${visibleText(sample.text)}\n[${sample.tokenIds.length} tokens, ${sample.finishReason}]\n\n`,
            );
          }
        }
      });
    },
  );
}
