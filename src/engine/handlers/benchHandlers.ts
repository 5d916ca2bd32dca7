// Benchmarks of the product itself, on the user's machine.
import { join } from 'node:path';
import { precisions, type Precision } from '../../protocol/checkpoints';
import type { BenchRow } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import { benchEndpoint } from '../bench/benchEndpoint';
import { benchGeneration, generationPeers, type GenerationPeer } from '../bench/benchGeneration';
import { benchLoad, writeLoadModel } from '../bench/benchLoad';
import { benchScoring } from '../bench/benchScoring';
import { benchStore } from '../bench/benchStore';
import { benchTrainingStep, type BenchStepOptions } from '../bench/benchTrainingStep';
import { benchTraining, type BenchTrainingOptions } from '../bench/benchTraining';
import type { Handlers } from '../rpc/answerRequests';

type Options = Readonly<Record<string, string | number | boolean>>;

/** @param mediaFolder where the scripts of peers lie, once the engine is initialised */
export function benchHandlers(mediaFolder: () => string): Pick<Handlers, 'bench'> {
  return {
    bench: async ({ name, options }, call) => {
      const report = (line: string): void => call.progress({ line });
      switch (name) {
        case 'generation':
          return {
            rows: await benchGeneration(
              {
                ...optional('model', text(options, 'model')),
                ...optional('batch', text(options, 'batch')),
                ...optional('newTokens', count(options, 'newTokens')),
                ...optional('repeats', count(options, 'repeats')),
                ...optional('peer', peer(options)),
                ...optional('peerPath', text(options, 'peerPath')),
                ...optional('precision', precision(options)),
              },
              report,
            ),
          };
        case 'load':
          return { rows: await load(options, report) };
        case 'peak':
          return { rows: [peakMemory()] };
        case 'training':
          return { rows: await training(options, mediaFolder(), report) };
        case 'endpoint':
          return { rows: await endpoint(options, report) };
        case 'scoring':
          return {
            rows: await benchScoring(
              {
                ...optional('model', text(options, 'model')),
                ...optional('prompts', count(options, 'prompts')),
                ...optional('newTokens', count(options, 'newTokens')),
              },
              report,
            ),
          };
        case 'store':
          return {
            rows: await benchStore(
              {
                ...optional('responses', count(options, 'responses')),
                ...optional('columns', count(options, 'columns')),
                ...optional('keep', text(options, 'keep')),
              },
              report,
            ),
          };
      }
    },
  };
}

/** Of the whole life of this process: bytes in memory at once. */
function peakMemory(): BenchRow {
  const bytes = 1024 * process.resourceUsage().maxRSS;
  return { label: 'peak memory of the engine', value: bytes / 1e6, unit: 'MB' };
}

function load(options: Options, report: (line: string) => void): Promise<BenchRow[]> {
  const write = text(options, 'write');
  if (write !== undefined) return writeLoadModel(write, text(options, 'geometry'));
  const model = text(options, 'model');
  if (model !== undefined) return benchLoad({ model, ...optional('precision', precision(options)) }, report);
  throw new GuardrailError(
    'invalidRequest',
    'There is no checkpoint to load.',
    'Name one, or a folder to write one.',
  );
}

function endpoint(options: Options, report: (line: string) => void): Promise<BenchRow[]> {
  const model = text(options, 'model');
  if (model === undefined) {
    throw new GuardrailError('invalidRequest', 'There is no checkpoint to answerRequests.', 'Name one.');
  }
  return benchEndpoint(
    {
      model,
      ...optional('concurrency', count(options, 'concurrency')),
      ...optional('prompts', count(options, 'prompts')),
      ...optional('newTokens', count(options, 'newTokens')),
      ...optional('repeats', count(options, 'repeats')),
    },
    report,
  );
}

async function training(
  options: Options,
  mediaFolder: string,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const model = text(options, 'model');
  if (model === undefined) {
    throw new GuardrailError('invalidRequest', 'There is no checkpoint to train.', 'Name one.');
  }
  if (options['step'] === true) {
    const trl = torch(options, mediaFolder, 'grpo_step.py');
    return trainingStep(model, options, trl, report);
  }
  const beside = torch(options, mediaFolder, 'lora_step.py');
  return benchTraining(
    {
      model,
      recompute: options['recompute'] === true,
      ...optional('precision', precision(options)),
      ...optional('rows', count(options, 'rows')),
      ...optional('sequence', count(options, 'sequence')),
      ...optional('rank', count(options, 'rank')),
      ...optional('repeats', count(options, 'repeats')),
      ...optional('threads', count(options, 'threads')),
      ...optional('torch', beside),
    },
    report,
  );
}

function torch(options: Options, mediaFolder: string, file: string): BenchTrainingOptions['torch'] {
  const value = text(options, 'peer') ?? 'none';
  if (value === 'none') return undefined;
  if (value !== 'torch') throw new GuardrailError('invalidRequest', 'Unknown peer.', 'Peers: torch, none.');
  const script = join(mediaFolder, 'python', 'peers', file);
  return { python: text(options, 'python') ?? 'python3', script };
}

function trainingStep(
  model: string,
  options: Options,
  trl: BenchStepOptions['trl'],
  report: (line: string) => void,
): Promise<BenchRow[]> {
  return benchTrainingStep(
    {
      model,
      recompute: options['recompute'] === true,
      ...optional('precision', precision(options)),
      ...optional('prompts', count(options, 'prompts')),
      ...optional('samples', count(options, 'samples')),
      ...optional('newTokens', count(options, 'newTokens')),
      ...optional('rank', count(options, 'rank')),
      ...optional('repeats', count(options, 'repeats')),
      ...optional('microBatchTokens', count(options, 'microBatchTokens')),
      ...optional('threads', count(options, 'threads')),
      ...optional('trl', trl),
    },
    report,
  );
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Value>>);
}

function text(options: Options, key: string): string | undefined {
  const value = options[key];
  return value === undefined ? undefined : String(value);
}

function count(options: Options, key: string): number | undefined {
  const value = options[key];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new GuardrailError('invalidRequest', `${key} must be a positive whole number.`, `Got ${value}.`);
}

function precision(options: Options): Precision | undefined {
  const value = options['precision'];
  const known = precisions.find((name) => name === value);
  if (value === undefined || known !== undefined) return known;
  throw new GuardrailError('invalidRequest', 'Unknown precision.', `There are: ${precisions.join(', ')}.`);
}

function peer(options: Options): GenerationPeer | undefined {
  const value = options['peer'];
  const known = generationPeers.find((name) => name === value);
  if (value === undefined || known !== undefined) return known;
  throw new GuardrailError('invalidRequest', 'Unknown peer.', `Peers: ${generationPeers.join(', ')}.`);
}
