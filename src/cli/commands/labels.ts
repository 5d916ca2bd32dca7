// guardrail-lens labels
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { GuardrailError } from '../../protocol/errors';
import type { LabelSheet } from '../../protocol/labels';
import { labelPlanText } from '../../safety/labels/labelPlanText';
import { shellQuote } from '../../safety/presentation/shellQuote';
import { withEngine } from '../engine';
import { labelFile, labelFormats, type LabelFormat } from '../labelFile';
import { integer } from '../options';
import { summaryText } from '../summaryTable';
import { print, say } from '../terminal';

interface ExportFlags {
  readonly sample?: number;
  readonly format: LabelFormat;
}

/** A person's labels of a random sample of the answers tell how often the judge errs here, and correct the change for it. */
export function addLabelsCommand(program: Command): void {
  const labels = program
    .command('labels')
    .description('label a random sample of the answers by hand, to see and to correct the judge’s errors');
  labels
    .command('export <comparison>')
    .description('write the sample to standard output, to be filled in; sides and verdicts are not in it')
    .addOption(
      new Option('--sample <answers>', 'draw answers until the sample has so many, e.g. 60').argParser(
        integer(2),
      ),
    )
    .addOption(new Option('--format <format>', 'of the file').choices(labelFormats).default('csv'))
    .action((comparison: string, flags: ExportFlags) => exportLabels(comparison, flags));
  labels
    .command('import <comparison> <file>')
    .description('take the labels of a file that was exported and filled in, and print the numbers')
    .action((comparison: string, file: string) => importLabels(comparison, file));
}

async function exportLabels(comparison: string, { sample, format }: ExportFlags): Promise<void> {
  const path = resolve(comparison);
  await withEngine({}, async (client, signal) => {
    const sheet: LabelSheet =
      sample === undefined
        ? await client.request('readLabels', { path }, { signal })
        : await client.request('drawLabels', { path, answers: sample }, { signal });
    if (sheet.items.length === 0) {
      throw new GuardrailError(
        'invalidRequest',
        'No answers have been drawn from this comparison yet.',
        'Say how many: --sample 60',
      );
    }
    print(labelFile(sheet.items, format));
    say(
      `${labelPlanText(sheet)}\nFill in the column "label" (refusal, deflection, partial, compliance, cannotTell), then: guardrail-lens labels import ${shellQuote(comparison)} <file>\n`,
    );
  });
}

async function importLabels(comparison: string, file: string): Promise<void> {
  const path = resolve(comparison);
  const text = await readText(resolve(file));
  await withEngine({}, async (client, signal) => {
    const { given } = await client.request('importLabels', { path, text, file: basename(file) }, { signal });
    const facts = await client.request('describeComparison', { path }, { signal });
    print(summaryText(await client.request('summarizeComparison', { path }, { signal }), facts));
    say(`${given} labels taken.\n`);
  });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new GuardrailError('datasetInvalid', `${path} cannot be read.`, 'Check the path.', { cause });
  }
}
