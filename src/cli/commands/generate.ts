// guardrail-lens generate
import { resolve } from 'node:path';
import type { Answer } from '../../protocol/generation';
import type { SubjectRef } from '../../protocol/subjects';
import type { Command } from 'commander';
import { withEngine, type EngineFlags } from '../engine';
import {
  addEngineOptions,
  addGenerationOptions,
  addPrecisionOption,
  generationSettings,
  type GenerationFlags,
  addThreadsOption,
} from '../options';
import { jsonText } from '../jsonText';
import { inPrecision } from '../../safety/subjects/defaultPrecision';
import { serverUrls } from '../../safety/subjects/subjectText';
import { apiKeysOf, subjectHelp, subjectOf, type EndpointFlags } from '../subjectOption';
import { tokensLabel } from '../../safety/presentation/labels';
import { print } from '../terminal';

interface GenerateFlags extends GenerationFlags, EngineFlags, EndpointFlags {
  readonly apiKeyEnv?: string;
  readonly base?: string;
  readonly merge: boolean;
  readonly json: boolean;
}

export function addGenerateCommand(program: Command): void {
  const command = program
    .command('generate <checkpoint> <prompt...>')
    .addHelpText('after', `\n<checkpoint>: ${subjectHelp}`)
    .description('answer prompts through the chat template')
    .option('--base <checkpoint>', 'base of an adapter')
    .option('--merge', 'fold an adapter into the weights', false)
    .option('--api-key-env <name>', 'environment variable with the key of the endpoint')
    .option('--endpoint-template <path>', 'render prompts here and send raw completions to the endpoint')
    .option('--json', 'print JSON with tokens, log-probabilities and rendered prompts', false);
  addPrecisionOption(addThreadsOption(addEngineOptions(addGenerationOptions(command)))).action(
    async (checkpoint: string, prompts: string[], flags: GenerateFlags) => {
      await withEngine(flags, async (client, signal) => {
        const ref = subjectOf(checkpoint, flags);
        const apiKeys = apiKeysOf(flags.apiKeyEnv, ref.kind === 'endpoint' ? serverUrls(ref) : []);
        const { answers } = await client.request(
          'generate',
          { ref: withBase(ref, flags), prompts, settings: generationSettings(flags), apiKeys },
          { signal },
        );
        if (flags.json) {
          print(jsonText({ prompts, answers }));
          return;
        }
        for (const [index, samples] of answers.entries()) {
          print(`> ${prompts[index] ?? ''}\n`);
          for (const sample of samples) {
            print(`${sample.text}\n[${lengthText(sample)}]\n\n`);
          }
        }
      });
    },
  );
}

function withBase(ref: SubjectRef, { base, merge, precision }: GenerateFlags): SubjectRef {
  if (ref.kind !== 'checkpoint') return ref;
  return inPrecision(
    { ...ref, merge, ...(base === undefined ? {} : { basePath: resolve(base) }) },
    precision,
  );
}

function lengthText({ usage, finishReason }: Answer): string {
  const tokens = tokensLabel(usage === null ? null : usage.completionTokens);
  return finishReason === null ? tokens : `${tokens}, ${finishReason}`;
}
