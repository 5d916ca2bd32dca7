// guardrail-lens export
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { exportFormats, type ExportFormat } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { formatCount } from '../../safety/presentation/numbers';
import { withEngine } from '../engine';
import { say } from '../terminal';

interface ExportFlags {
  readonly out: string;
  readonly format?: ExportFormat;
}

export function addExportCommand(program: Command): void {
  program
    .command('export <comparison>')
    .description('write every response with its prompt, verdict, star and note as CSV or JSON Lines')
    .requiredOption('--out <file>', 'file to write; .csv or .jsonl')
    .addOption(new Option('--format <format>', 'where the name does not say it').choices(exportFormats))
    .action(async (file: string, flags: ExportFlags) => {
      const target = resolve(flags.out);
      const format = flags.format ?? formatOf(target);
      await withEngine({}, async (client) => {
        const request = { path: resolve(file), target, format };
        const { rows, unreadable } = await client.request('exportRows', request);
        say(`${formatCount(rows)} prompts with their responses: ${target}\n`);
        if (unreadable > 0) {
          throw new GuardrailError(
            'storeInvalid',
            `${formatCount(unreadable)} prompts could not be read: the comparison file is damaged.`,
            'The others are in the file that was written.',
          );
        }
      });
    });
}

function formatOf(target: string): ExportFormat {
  const format = exportFormats.find((one) => target.toLowerCase().endsWith(`.${one}`));
  if (format !== undefined) return format;
  const advice = 'Name it .csv or .jsonl, or say --format.';
  throw new GuardrailError('invalidRequest', `${target} does not say which format it is.`, advice);
}
