// guardrail-lens export
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import {
  exportFormats,
  resultFormats,
  type ExportFormat,
  type ResultFormat,
} from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { curveFormats, type CurveFormat } from '../../protocol/training';
import { formatCount } from '../../safety/presentation/numbers';
import { withEngine } from '../engine';
import { say } from '../terminal';

type Format = ExportFormat | ResultFormat | CurveFormat;

const formats: readonly Format[] = [...exportFormats, ...resultFormats, ...curveFormats];

interface ExportFlags {
  readonly out: string;
  readonly format?: Format;
}

export function addExportCommand(program: Command): void {
  program
    .command('export <source>')
    .description(
      'write a comparison (<source> is its file: rows as csv or jsonl; logs of inspect or lm-eval; llm-comparator; a section of a model-card) or the curves of a training run (<source> is its folder: tensorboard, wandb) for other tools',
    )
    .requiredOption(
      '--out <path>',
      'file to write (.csv, .jsonl, .md, .json); for inspect, lm-eval, tensorboard and wandb a folder',
    )
    .addOption(new Option('--format <format>', 'where the name does not say it').choices(formats))
    .action(async (source: string, flags: ExportFlags) => {
      const path = resolve(source);
      const target = resolve(flags.out);
      const format = flags.format ?? formatOf(target);
      checkSource(path, format);
      await withEngine({}, async (client) => {
        if (isOneOf(exportFormats, format)) await writeRows(client, { path, target, format });
        else if (isOneOf(resultFormats, format)) {
          const { files } = await client.request('exportResults', { path, target, format });
          say(`${formatCount(files.length)} ${files.length === 1 ? 'file' : 'files'}: ${target}\n`);
        } else {
          const { file } = await client.request('exportCurves', { folder: path, target, format });
          say(`Curves: ${file}\n`);
        }
      });
    });
}

async function writeRows(
  client: EngineClient,
  request: { readonly path: string; readonly target: string; readonly format: ExportFormat },
): Promise<void> {
  const { rows, unreadable } = await client.request('exportRows', request);
  say(`${formatCount(rows)} prompts with their responses: ${request.target}\n`);
  if (unreadable > 0) {
    throw new GuardrailError(
      'storeInvalid',
      `${formatCount(unreadable)} prompts could not be read: the comparison file is damaged.`,
      'The others are in the file that was written.',
    );
  }
}

/** Curves are a run's, the rest is a comparison's. */
function checkSource(path: string, format: Format): void {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder === undefined) return;
  if (isFolder === isOneOf(curveFormats, format)) return;
  throw isFolder
    ? new GuardrailError(
        'invalidRequest',
        `${path} is a folder, and ${format} is a format of comparisons.`,
        `Name a comparison (.glens), or give --format ${curveFormats.join(' or ')} for a training run.`,
      )
    : new GuardrailError(
        'invalidRequest',
        `${path} is a file, and ${format} is a format of training curves.`,
        'Name the folder of a training run.',
      );
}

function formatOf(target: string): Format {
  const found = endings.find(([ending]) => target.toLowerCase().endsWith(ending));
  if (found !== undefined) return found[1];
  const advice = `Name it .csv, .jsonl or .md, or say --format (${formats.join(', ')}).`;
  throw new GuardrailError('invalidRequest', `${target} does not say which format it is.`, advice);
}

const endings: readonly (readonly [string, Format])[] = [
  ['.csv', 'csv'],
  ['.jsonl', 'jsonl'],
  ['.md', 'model-card'],
];

function isOneOf<T extends Format>(some: readonly T[], format: Format): format is T {
  return some.some((one) => one === format);
}
