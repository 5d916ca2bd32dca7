// guardrail-lens continue
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { agreeToEndpoints } from '../endpointAccess';
import { withEngine, type EngineFlags } from '../engine';
import { finishComparison, type OutputFlags } from '../finishComparison';
import { addEngineOptions, integer, addThreadsOption } from '../options';
import { addOutputOptions } from './compare';

interface ContinueFlags extends EngineFlags, OutputFlags {
  readonly allowEndpoints: boolean;
  readonly maxNewTokens: number;
}

export function addContinueCommand(program: Command): void {
  const command = program
    .command('continue <comparison>')
    .description('go on with answers that the limit of tokens cut, on every side alike, and judge them again')
    .requiredOption('--max-new-tokens <n>', 'the new limit per response', integer(1))
    .option(
      '--allow-endpoints',
      'ask the servers that the file names, also those unknown on this machine',
      false,
    );
  addOutputOptions(addThreadsOption(addEngineOptions(command))).action(
    async (file: string, flags: ContinueFlags) => {
      const path = resolve(file);
      const { maxNewTokens } = flags;
      await withEngine(flags, async (client, signal) => {
        await agreeToEndpoints(client, { path, allowed: flags.allowEndpoints }, signal);
        await client.request('continueAnswers', { path, maxNewTokens }, { signal });
        await finishComparison(client, { path, apiKeys: {} }, flags, signal);
      });
    },
  );
}
