// guardrail-lens report
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { comparisonResult } from '../comparisonResult';
import { withEngine } from '../engine';
import { finishGates, gatesOf, writeReport, type ReportFlags } from '../finishComparison';
import { addGateOptions, type GateFlags } from '../gateOptions';
import { print } from '../terminal';
import { figuresOption, writeFigures } from '../writeFigures';
import { addReportOptions } from './compare';

interface ReportCommandFlags extends GateFlags, ReportFlags {
  /** As `report` was called before. */
  readonly out?: string;
  readonly column?: string;
  readonly against?: string;
  readonly json: boolean;
  readonly markdown: boolean;
  readonly figures?: string;
}

export function addReportCommand(program: Command): void {
  const command = program
    .command('report <comparison>')
    .description('print the numbers of a comparison and write its HTML report');
  addReportOptions(command)
    .addOption(new Option('--out <file>', 'as --report').hideHelp())
    .option(...figuresOption)
    .option('--column <name>', 'one of several tuned checkpoints, as if it were compared alone')
    .option('--against <name>', 'with --column: another tuned checkpoint in the place of the base')
    .addOption(new Option('--json', 'print JSON').default(false).conflicts('markdown'))
    .option('--markdown', 'print a summary in Markdown, as for the comment on a pull request', false);
  addGateOptions(command).action(async (file: string, flags: ReportCommandFlags) => {
    await withEngine({}, async (client) => {
      const path = resolve(file);
      const { gates, output, column, figures } = await comparisonResult(client, path, {
        ...flags,
        format: flags.json ? 'json' : flags.markdown ? 'markdown' : 'text',
        gatesFor: (spec) => gatesOf(flags, spec),
      });
      print(output);
      const report = flags.report ?? flags.out;
      await writeReport(
        client,
        { path, column },
        { appendix: flags.appendix, ...(report === undefined ? {} : { report }) },
      );
      if (flags.figures !== undefined) await writeFigures(flags.figures, path, figures);
      await finishGates(gates, flags, path);
    });
  });
}
