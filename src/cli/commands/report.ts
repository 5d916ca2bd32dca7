// guardrail-lens report
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { evaluateGates } from '../../safety/analysis/gates';
import { markdownSummary } from '../../safety/report/markdownSummary';
import { comparisonDocument } from '../comparisonJson';
import { jsonText } from '../jsonText';
import { withEngine } from '../engine';
import { finishGates, gatesOf, writeReport, type ReportFlags } from '../finishComparison';
import { addGateOptions, type GateFlags } from '../gateOptions';
import { summaryText } from '../summaryTable';
import { print } from '../terminal';
import { addReportOptions } from './compare';

interface ReportCommandFlags extends GateFlags, ReportFlags {
  /** As `report` was called before. */
  readonly out?: string;
  readonly json: boolean;
  readonly markdown: boolean;
}

export function addReportCommand(program: Command): void {
  const command = program
    .command('report <comparison>')
    .description('print the numbers of a comparison and write its HTML report');
  addReportOptions(command)
    .addOption(new Option('--out <file>', 'as --report').hideHelp())
    .addOption(new Option('--json', 'print JSON').default(false).conflicts('markdown'))
    .option('--markdown', 'print a summary in Markdown, as for the comment on a pull request', false);
  addGateOptions(command).action(async (file: string, flags: ReportCommandFlags) => {
    await withEngine({}, async (client) => {
      const path = resolve(file);
      const summary = await client.request('summarizeComparison', { path });
      const facts = await client.request('describeComparison', { path });
      const gates = evaluateGates(gatesOf(flags, facts.spec), summary);
      if (flags.json) print(jsonText(comparisonDocument(facts, summary, gates)));
      else if (flags.markdown) print(markdownSummary({ facts, summary, gates }));
      else print(summaryText(summary, facts));
      const report = flags.report ?? flags.out;
      await writeReport(client, path, {
        appendix: flags.appendix,
        ...(report === undefined ? {} : { report }),
      });
      await finishGates(gates, flags, path);
    });
  });
}
