// guardrail-lens resume
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { agreeToEndpoints } from '../endpointAccess';
import { withEngine, type EngineFlags } from '../engine';
import { finishComparison, type OutputFlags } from '../finishComparison';
import { addEngineOptions, addThreadsOption } from '../options';
import { addOutputOptions } from './compare';

interface ResumeFlags extends EngineFlags, OutputFlags {
  readonly allowEndpoints: boolean;
}

export function addResumeCommand(program: Command): void {
  const command = program
    .command('resume <comparison>')
    .description('go on with a comparison that was stopped, or only judge what is unjudged')
    .option(
      '--allow-endpoints',
      'ask the servers that the file names, also those unknown on this machine',
      false,
    );
  addOutputOptions(addThreadsOption(addEngineOptions(command))).action(
    async (file: string, flags: ResumeFlags) => {
      const path = resolve(file);
      await withEngine(flags, async (client, signal) => {
        await agreeToEndpoints(client, { path, allowed: flags.allowEndpoints }, signal);
        await finishComparison(client, { path, apiKeys: {} }, flags, signal);
      });
    },
  );
}
