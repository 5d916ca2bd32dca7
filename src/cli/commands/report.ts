// guardrail-lens report
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { comparisonDocument } from '../comparisonJson';
import { jsonText } from '../jsonText';
import { withEngine } from '../engine';
import { writeReport } from '../finishComparison';
import { summaryText } from '../summaryTable';
import { print } from '../terminal';

export function addReportCommand(program: Command): void {
  program
    .command('report <comparison>')
    .description('print the numbers of a comparison and write its HTML report')
    .option('--out <file>', 'HTML report to write')
    .option('--json', 'print JSON', false)
    .action(async (file: string, flags: { readonly out?: string; readonly json: boolean }) => {
      await withEngine({}, async (client) => {
        const path = resolve(file);
        const summary = await client.request('summarizeComparison', { path });
        const facts = await client.request('describeComparison', { path });
        print(flags.json ? jsonText(comparisonDocument(facts, summary, [])) : summaryText(summary, facts));
        if (flags.out !== undefined) await writeReport(client, path, flags.out);
      });
    });
}
