// guardrail-lens resume
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { withEngine, type EngineFlags } from '../engine';
import { finishComparison, type OutputFlags } from '../finishComparison';
import { addEngineOptions } from '../options';
import { addOutputOptions } from './compare';

export function addResumeCommand(program: Command): void {
  const command = program
    .command('resume <comparison>')
    .description('go on with a comparison that was stopped, or only judge what is unjudged');
  addOutputOptions(addEngineOptions(command)).action(
    async (file: string, flags: EngineFlags & OutputFlags) => {
      await withEngine(flags, (client, signal) =>
        finishComparison(client, { path: resolve(file), apiKeys: {} }, flags, signal),
      );
    },
  );
}
