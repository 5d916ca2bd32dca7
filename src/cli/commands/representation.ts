// guardrail-lens representation, guardrail-lens weights
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { CheckpointRef } from '../../protocol/checkpoints';
import type { ComparisonSpec } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { RepresentationRequest } from '../../protocol/representation';
import type { SubjectRef } from '../../protocol/subjects';
import { representationText, weightsText } from '../../safety/presentation/representationText';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import {
  addEngineOptions,
  addGenerationOptions,
  collect,
  generationSettings,
  integer,
  type GenerationFlags,
} from '../options';
import { columnOption, pairOption } from '../pairOption';
import { ProgressBar } from '../progressBar';
import { anewOption, readingJson, readingText } from '../readingOutput';
import { onlyOnce, subjectOf, tunedSubject, type EndpointFlags } from '../subjectOption';
import { print } from '../terminal';

interface PairFlags extends EngineFlags, EndpointFlags {
  readonly base?: string;
  readonly tuned?: string;
  readonly column?: string;
  readonly json: boolean;
}

interface RepresentationFlags extends PairFlags, GenerationFlags {
  readonly suite: readonly string[];
  readonly limit: number;
  readonly intervene: number;
  readonly layer?: number;
  readonly anew: boolean;
}

interface WeightsFlags extends PairFlags {
  readonly anew: boolean;
  readonly other?: string;
  readonly directions: number;
}

const checkpointHelp = 'Hugging Face folder, GGUF file, or a PEFT adapter folder';

export function addRepresentationCommand(program: Command): void {
  const command = addPairOptions(
    program
      .command('representation [comparison]')
      .description("the refusal direction of two models, layer by layer: a comparison's, or those named"),
  )
    .option(
      '--suite <id|path>',
      'without a comparison: benchmarks, harmful and benign (repeatable; default: built-in)',
      collect,
      [],
    )
    .addOption(
      new Option('--limit <n>', 'prompts of each kind, half of them held out')
        .argParser(integer(4))
        .default(64),
    )
    .addOption(
      new Option(
        '--intervene <n>',
        'answer n held-out prompts of each kind with the direction ablated or added',
      )
        .argParser(integer(0))
        .default(0),
    )
    .option('--layer <n>', 'of the interventions (default: where prompts are told apart best)', integer(0))
    .option(...anewOption, false);
  addEngineOptions(addGenerationOptions(command)).action(
    async (file: string | undefined, flags: RepresentationFlags) => {
      const bar = new ProgressBar();
      await withEngine(flags, async (client, signal) => {
        const request: RepresentationRequest = {
          source:
            file === undefined
              ? { spec: specOf(flags) }
              : await pairOption(client, resolve(withoutPair(file, flags)), flags.column),
          limit: flags.limit,
          intervene: flags.intervene,
          layer: flags.layer ?? null,
        };
        try {
          const reading = await client.request(
            'analyseRepresentation',
            { ...request, anew: flags.anew, apiKeys: {} },
            { signal, onProgress: ({ phase, done, total }) => bar.showStep(phases[phase], done, total) },
          );
          bar.end();
          const { value } = reading;
          print(
            flags.json
              ? jsonText(readingJson(reading))
              : `${representationText(value)}${readingText(reading, value.chosen)}`,
          );
        } finally {
          bar.end();
        }
      });
    },
  );
}

export function addWeightsCommand(program: Command): void {
  const command = addPairOptions(
    program
      .command('weights [comparison]')
      .description(
        'how the weights of two checkpoints differ: size, rank and subspace of the change per module',
      ),
  )
    .option('--other <checkpoint>', "another checkpoint of the same base, to compare tuned's change with")
    .addOption(
      new Option('--directions <k>', 'principal directions compared').argParser(integer(1, 256)).default(8),
    )
    .option(...anewOption, false);
  addEngineOptions(command).action(async (file: string | undefined, flags: WeightsFlags) => {
    const bar = new ProgressBar();
    await withEngine(flags, async (client, signal) => {
      const comparison =
        file === undefined ? null : await pairOption(client, resolve(withoutPair(file, flags)), flags.column);
      const { base, tuned } =
        comparison === null ? pairOf(flags) : (await client.request('describeComparison', comparison)).spec;
      const other =
        flags.other === undefined ? null : tunedSubject(flags.other, base, { ...flags, merge: false });
      const request = {
        base: checkpointOf(base),
        tuned: checkpointOf(tuned),
        other: other === null ? null : checkpointOf(other),
        directions: flags.directions,
        comparison,
        anew: flags.anew,
      };
      try {
        const reading = await client.request('analyseWeights', request, {
          signal,
          onProgress: ({ done, total }) => bar.showStep('modules', done, total),
        });
        bar.end();
        print(
          flags.json
            ? jsonText(readingJson(reading))
            : `${weightsText(reading.value)}${readingText(reading)}`,
        );
      } finally {
        bar.end();
      }
    });
  });
}

const phases = { opening: 'opening', reading: 'reading prompts', answering: 'answering' } as const;

function addPairOptions(command: Command): Command {
  return command
    .option('--base <checkpoint>', `without a comparison: ${checkpointHelp}`, onlyOnce)
    .option('--tuned <checkpoint>', 'the same', onlyOnce)
    .option('--adapter-base <checkpoint>', 'what adapters run over (default: the base)')
    .option(...columnOption)
    .option('--json', 'print JSON', false);
}

/** @throws GuardrailError invalidRequest where both a comparison and models are named */
function withoutPair(file: string, { base, tuned }: PairFlags): string {
  if (base === undefined && tuned === undefined) return file;
  throw new GuardrailError(
    'invalidRequest',
    'Both a comparison and models are named.',
    'Give the comparison alone, or --base and --tuned.',
  );
}

/** @throws GuardrailError invalidRequest where one is missing */
function pairOf(flags: PairFlags): { readonly base: SubjectRef; readonly tuned: SubjectRef } {
  if (flags.base === undefined || flags.tuned === undefined) {
    throw new GuardrailError(
      'invalidRequest',
      'There are no two models.',
      'Name a comparison file, or both --base and --tuned.',
    );
  }
  const base = subjectOf(flags.base, flags);
  return { base, tuned: tunedSubject(flags.tuned, base, { ...flags, merge: false }) };
}

function specOf(flags: RepresentationFlags): ComparisonSpec {
  return {
    ...pairOf(flags),
    suites: flags.suite.length === 0 ? ['built-in'] : flags.suite.map(suitePath),
    attacks: [],
    limit: null,
    settings: { ...defaultGenerationSettings, ...generationSettings(flags) },
    judges: [{ kind: 'rules' }],
    control: false,
  };
}

function suitePath(text: string): string {
  return existsSync(text) ? resolve(text) : text;
}

/** @throws GuardrailError incomparable for what is no checkpoint on this machine */
function checkpointOf(ref: SubjectRef): CheckpointRef {
  if (ref.kind === 'checkpoint' && ref.safeguard === undefined) return ref;
  throw new GuardrailError(
    'incomparable',
    'Weights are compared of checkpoints on this machine only, without a safeguard around them.',
    'Name folders or GGUF files.',
  );
}
