// guardrail-lens serve
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Precision } from '../../protocol/checkpoints';
import { GuardrailError } from '../../protocol/errors';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { ServedAdapter, ServeSpec } from '../../protocol/serving';
import { isHubText } from '../../safety/subjects/hubText';
import { isFitted, splitSafeguard } from '../../safety/subjects/subjectSafeguard';
import { withEngine, type EngineFlags } from '../engine';
import { addEngineOptions, addPrecisionOption, integer, addThreadsOption } from '../options';
import { ServingLine } from '../servingLine';
import { inPrecision } from '../../safety/subjects/defaultPrecision';

interface ServeFlags extends EngineFlags {
  readonly base?: string;
  readonly merge: boolean;
  readonly precision?: Precision;
  readonly adapter: readonly ServedAdapter[];
  readonly host: string;
  readonly port: number;
  readonly apiKeyEnv?: string;
  readonly allowRemote: boolean;
  readonly batchSize: number;
  readonly fixedBatch: boolean;
}

export function addServeCommand(program: Command): void {
  const command = program
    .command('serve <checkpoint>')
    .description(
      'answer OpenAI-compatible requests on this machine (Inspect, lm-eval, promptfoo, garak, curl)',
    )
    .addOption(
      new Option('--adapter <name=path>', 'also serve this adapter of the checkpoint (repeatable)')
        .argParser(collectAdapter)
        .default([]),
    )
    .option('--base <checkpoint>', 'base, where the checkpoint is an adapter')
    .option('--merge', 'fold an adapter into the weights', false)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(new Option('--port <n>', '0 is any that is free').argParser(integer(0, 65_535)).default(8000))
    .option('--api-key-env <name>', 'environment variable with the key that clients must send')
    .option('--allow-remote', 'let other machines in; needs a key', false)
    .addOption(
      new Option('--batch-size <n>', 'rows decoded together')
        .argParser(integer(1))
        .default(defaultGenerationSettings.batchSize),
    )
    .option('--fixed-batch', 'an answer does not depend on what else is asked (slower)', false);
  addPrecisionOption(command);
  addThreadsOption(addEngineOptions(command)).action(async (checkpoint: string, flags: ServeFlags) => {
    const spec = serveSpec(checkpoint, flags);
    await withEngine(flags, async (client, signal) => {
      const line = new ServingLine();
      try {
        const { requests } = await client.request('serve', spec, {
          signal,
          onProgress: (progress) => line.show(progress),
        });
        line.end(requests);
      } catch (error) {
        line.end(null);
        // Ctrl+C is how serving ends; an engine within a long pass does not get to say so in time.
        if (!(error instanceof GuardrailError && error.code === 'cancelled')) throw error;
      }
    });
  });
}

function serveSpec(checkpoint: string, flags: ServeFlags): ServeSpec {
  const { safeguard } = splitSafeguard(checkpoint);
  if (safeguard !== null) {
    if (isFitted(safeguard.id)) {
      throw new GuardrailError(
        'invalidRequest',
        `The server runs the rows of all its clients and adapters in one batch, and the safeguard ${safeguard.id} acts in the steps of one checkpoint.`,
        'Ask the checkpoint with it through compare or generate; serve the checkpoint without it.',
      );
    }
    throw new GuardrailError(
      'invalidRequest',
      `A server sends tokens as they come, and the answer of ${safeguard.id} is known when its last stage is.`,
      'Serve the checkpoint without it, and put the safeguard around the endpoint (endpoint:<model>@<url>+<safeguard>).',
    );
  }
  return {
    ref: inPrecision(
      {
        path: resolve(checkpoint),
        merge: flags.merge,
        ...(flags.base === undefined ? {} : { basePath: resolve(flags.base) }),
      },
      flags.precision,
    ),
    adapters: flags.adapter,
    host: flags.host,
    port: flags.port,
    apiKey: flags.apiKeyEnv === undefined ? null : keyFrom(flags.apiKeyEnv),
    fixedBatch: flags.fixedBatch,
    batchSize: flags.batchSize,
    allowRemote: flags.allowRemote,
  };
}

function keyFrom(name: string): string {
  const key = process.env[name] ?? '';
  if (key !== '') return key;
  throw new GuardrailError(
    'invalidRequest',
    `The environment variable ${name} is not set, so there is no key to ask clients for.`,
    'Set it, or leave --api-key-env out.',
  );
}

function collectAdapter(text: string, before: readonly ServedAdapter[]): readonly ServedAdapter[] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError(`"${text}" is not name=path.`);
  const path = text.slice(at + 1);
  return [...before, { name: text.slice(0, at), path: isHubText(path) ? path : resolve(path) }];
}
