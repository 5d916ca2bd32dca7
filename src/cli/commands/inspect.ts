// guardrail-lens inspect
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { withEngine, type EngineFlags } from '../engine';
import { addEngineOptions } from '../options';
import { jsonText } from '../jsonText';
import { factsText } from '../../safety/presentation/factsText';
import { print } from '../terminal';

interface InspectFlags extends EngineFlags {
  readonly base?: string;
  readonly json: boolean;
  readonly tensors: boolean;
}

export function addInspectCommand(program: Command): void {
  const command = program
    .command('inspect <checkpoint>')
    .description('what a checkpoint is: architecture, fingerprints, tokenizer, template, lineage')
    .option('--base <checkpoint>', 'base of an adapter')
    .option('--tensors', 'list the tensors', false)
    .option('--json', 'print JSON', false);
  addEngineOptions(command).action(async (checkpoint: string, flags: InspectFlags) => {
    await withEngine(flags, async (client, signal) => {
      const ref = {
        path: resolve(checkpoint),
        ...(flags.base === undefined ? {} : { basePath: resolve(flags.base) }),
      };
      const facts = await client.request('inspectCheckpoint', { ref }, { signal });
      print(flags.json ? jsonText(facts) : factsText(facts, flags.tensors));
    });
  });
}
