// guardrail-lens tokens, guardrail-lens drift
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { GuardrailError } from '../../protocol/errors';
import type { EngineClient } from '../../client/engineClient';
import type { ParamsOf } from '../../protocol/contracts';
import { continuedTokens, type ForcedResponse, type TokenContinuation } from '../../protocol/tokens';
import { continuationText, driftText, tokensText } from '../../safety/presentation/tokensText';
import { agreeToEndpoints } from '../endpointAccess';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import { addEngineOptions, integer, number } from '../options';
import { columnOption, pairOption } from '../pairOption';
import { ProgressBar } from '../progressBar';
import { anewOption, readingJson, readingText } from '../readingOutput';
import { print } from '../terminal';

interface SharedFlags extends EngineFlags {
  readonly allowEndpoints: boolean;
  readonly column?: string;
  readonly json: boolean;
}

interface TokenFlags extends SharedFlags {
  readonly prompt: number;
  readonly response: 'base' | 'tuned';
  readonly sample: number;
  readonly text?: string;
  readonly continueAt?: number;
  readonly continueWith?: 'base' | 'tuned';
  readonly temperature: number;
  readonly seed: number;
  readonly maxNewTokens: number;
}

interface DriftFlags extends SharedFlags {
  readonly anew: boolean;
  readonly response: 'base' | 'tuned';
  readonly limit?: number;
}

const allowEndpoints = [
  '--allow-endpoints',
  'ask the servers that the file names, also those unknown on this machine',
] as const;

export function addTokensCommand(program: Command): void {
  const command = program
    .command('tokens <comparison>')
    .description('let both models of a comparison read one answer, token by token')
    .addOption(
      new Option('--prompt <n>', 'number of the prompt, as in the Responses tab')
        .argParser(integer(1))
        .makeOptionMandatory(),
    )
    .addOption(whose('answer that both read', 'tuned'))
    .addOption(new Option('--sample <k>', 'which of its samples, from 0').argParser(integer(0)).default(0))
    .addOption(new Option('--text <answer>', 'an answer of your own instead').conflicts('response'))
    .option(
      '--continue-at <n>',
      'let the models go on from this token instead: those before it stay, it and what follows are generated anew',
      integer(1),
    )
    .addOption(
      new Option('--continue-with <side>', 'which model goes on (default: both)').choices(['base', 'tuned']),
    )
    .addOption(
      new Option('--temperature <t>', 'of what is generated; 0 is greedy')
        .argParser(number(0, 100))
        .default(0),
    )
    .addOption(new Option('--seed <s>', 'of what is sampled').argParser(integer(0)).default(0))
    .addOption(
      new Option('--max-new-tokens <n>', 'of what is generated')
        .argParser(integer(1))
        .default(continuedTokens),
    )
    .option(...columnOption)
    .option(...allowEndpoints, false)
    .option('--json', 'print JSON', false);
  addEngineOptions(command).action(async (file: string, flags: TokenFlags) => {
    const path = resolve(file);
    await withEngine(flags, async (client, signal) => {
      await agreeToEndpoints(client, { path, allowed: flags.allowEndpoints }, signal);
      const pair = await pairOption(client, path, flags.column);
      const request = { ...pair, promptId: flags.prompt, response: forced(flags), apiKeys: {} };
      if (flags.continueAt !== undefined) {
        const { continueAt, temperature, seed, maxNewTokens } = flags;
        const spec = { ...request, keep: continueAt - 1, temperature, seed, maxNewTokens };
        await continueWith(client, spec, flags, signal);
        return;
      }
      const analysis = await client.request('analyseTokens', request, { signal });
      print(flags.json ? jsonText(analysis) : tokensText(analysis));
    });
  });
}

type Continued = Omit<ParamsOf<'continueTokens'>, 'side'>;

async function continueWith(
  client: EngineClient,
  spec: Continued,
  { continueWith: only, json }: Pick<TokenFlags, 'continueWith' | 'json'>,
  signal: AbortSignal,
): Promise<void> {
  const bar = new ProgressBar();
  const found: TokenContinuation[] = [];
  try {
    for (const side of only === undefined ? (['base', 'tuned'] as const) : [only]) {
      found.push(
        await client.request(
          'continueTokens',
          { ...spec, side },
          { signal, onProgress: ({ phase, done, total }) => bar.showStep(reading[phase], done, total) },
        ),
      );
    }
  } finally {
    bar.end();
  }
  print(json ? jsonText({ continuations: found }) : continuationText(found));
}

export function addDriftCommand(program: Command): void {
  const command = program
    .command('drift <comparison>')
    .description('KL of tuned from base by place in the answer and by category, over a comparison')
    .addOption(whose('answers that both read', 'tuned'))
    .option('--limit <n>', 'the first prompts only', integer(1))
    .option(...anewOption, false)
    .option(...columnOption)
    .option(...allowEndpoints, false)
    .option('--json', 'print JSON', false);
  addEngineOptions(command).action(async (file: string, flags: DriftFlags) => {
    const path = resolve(file);
    const bar = new ProgressBar();
    await withEngine(flags, async (client, signal) => {
      await agreeToEndpoints(client, { path, allowed: flags.allowEndpoints }, signal);
      try {
        const pair = await pairOption(client, path, flags.column);
        const { response: side, limit = null, anew } = flags;
        const request = { ...pair, side, limit, anew, apiKeys: {} };
        const found = await client.request('analyseDrift', request, {
          signal,
          onProgress: ({ phase, done, total }) => bar.showStep(reading[phase], done, total),
        });
        bar.end();
        print(flags.json ? jsonText(readingJson(found)) : `${driftText(found.value)}${readingText(found)}`);
      } finally {
        bar.end();
      }
    });
  });
}

const reading = { opening: 'opening', scoring: 'reading answers', generating: 'generating' } as const;

function whose(what: string, side: 'base' | 'tuned'): Option {
  return new Option('--response <side>', `whose ${what}`).choices(['base', 'tuned']).default(side);
}

/** @throws GuardrailError invalidRequest for an empty text */
function forced({ text, response, sample }: TokenFlags): ForcedResponse {
  if (text === undefined) return { kind: response, sample };
  if (text !== '') return { kind: 'text', text };
  throw new GuardrailError('invalidRequest', 'The text is empty.', 'Give an answer for the models to read.');
}
