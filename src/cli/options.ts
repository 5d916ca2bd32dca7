// Options that several commands share, with their parsers.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { precisions } from '../protocol/checkpoints';
import { providerChoices } from '../protocol/contracts';
import {
  defaultGenerationSettings,
  generationConfigSettings,
  thinkingTokenLimit,
  type GenerationSettings,
} from '../protocol/generation';
import { parseTemplateValue, type JsonValue } from '../protocol/templateVariables';
import type { EngineFlags } from './engine';

export interface GenerationFlags {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly maxNewTokens?: number;
  readonly generationConfig: boolean;
  readonly stop: readonly string[];
  readonly samples: number;
  readonly seed: number;
  readonly system?: string;
  readonly batchSize: number;
  readonly fixedBatch: boolean;
  readonly templateVar: readonly TemplateVariable[];
}

export function addGenerationOptions(command: Command): Command {
  const d = defaultGenerationSettings;
  return command
    .option('--temperature <t>', `0 is greedy (default: ${d.temperature})`, number(0, 100))
    .option('--top-p <p>', `nucleus mass, 1 is off (default: ${d.topP})`, number(1e-9, 1))
    .option('--top-k <k>', `0 is off (default: ${d.topK})`, integer(0))
    .option(
      '--max-new-tokens <n>',
      `per response (default: ${d.maxNewTokens}; ${thinkingTokenLimit} where a chat template makes its model think first)`,
      integer(1),
    )
    .option(
      '--generation-config',
      "what a checkpoint's generation_config.json sets counts, as in transformers; options given here come before it",
      false,
    )
    .option('--stop <text>', 'end a response at this text (repeatable)', collect, [])
    .addOption(new Option('--samples <k>', 'responses per prompt').argParser(integer(1)).default(d.samples))
    .addOption(
      new Option('--seed <s>', 'of sampling and prompt selection').argParser(integer(0)).default(d.seed),
    )
    .option('--system <text>', 'system prompt')
    .addOption(
      new Option('--batch-size <n>', 'rows decoded together').argParser(integer(1)).default(d.batchSize),
    )
    .option('--fixed-batch', "a row's output does not depend on its batch (slower)", false)
    .addOption(
      new Option(
        '--template-var <name=value>',
        'variable for the chat template, as text, JSON, True, False or None (repeatable)',
      )
        .argParser(collectVariable)
        .default([]),
    );
}

export function generationSettings(flags: GenerationFlags): GenerationSettings {
  const d = defaultGenerationSettings;
  const except = generationConfigSettings.filter((name) => flags[name] !== undefined);
  return {
    temperature: flags.temperature ?? d.temperature,
    topP: flags.topP ?? d.topP,
    topK: flags.topK ?? d.topK,
    maxNewTokens: flags.maxNewTokens ?? d.maxNewTokens,
    ...(flags.generationConfig ? { generationConfig: { except } } : {}),
    ...(flags.maxNewTokens === undefined ? { limitByDefault: true } : {}),
    stop: flags.stop,
    samples: flags.samples,
    seed: flags.seed,
    systemPrompt: flags.system ?? null,
    batchSize: flags.batchSize,
    fixedBatch: flags.fixedBatch,
    templateVariables: Object.fromEntries(flags.templateVar),
  };
}

/** Of commands that open checkpoints to let them answer. */
export function addPrecisionOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--precision <how>',
      'how weights are computed with (default: native for GGUF, else exact). exact: float32; native: quantised weights in ' +
        'their own blocks, in a fraction of the memory and with the same result but for rounding (about 1e-6); fast: as ' +
        'native, with activations in 8 bits; int8, int4: safetensors weights rounded when they are loaded',
    ).choices(precisions),
  );
}

/** Of commands that let checkpoints answer. */
export function addThreadsOption(command: Command): Command {
  return command.option(
    '--threads <n>',
    'threads of the arithmetic (default: one per core)',
    integer(1, 1024),
  );
}

export function addEngineOptions(command: Command): Command {
  return command
    .addOption(new Option('--memory-limit <gb>', 'of the engine, GB').argParser(number(0.1, 1e6)))
    .addOption(
      new Option(
        '--provider <name>',
        'ONNX Runtime execution provider; all but cpu are experimental, are held against the CPU first, and give way to it where they fail',
      )
        .choices(providerChoices)
        .default('cpu' satisfies EngineFlags['provider']),
    )
    .option('--verbose', "show the engine's log", false);
}

export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

export function integer(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`Give a whole number ${range}.`);
  };
}

export function number(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`);
  };
}

type TemplateVariable = readonly [name: string, value: JsonValue];

function collectVariable(text: string, before: readonly TemplateVariable[]): readonly TemplateVariable[] {
  return [...before, templateVariable(text)];
}

function templateVariable(text: string): TemplateVariable {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`"${text}" is not name=value.`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), parseTemplateValue(value)];
  } catch {
    throw new InvalidArgumentError(
      `The value of "${text}" begins as JSON and is none. Put text in double quotes.`,
    );
  }
}
