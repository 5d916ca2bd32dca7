// guardrail-lens report
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { evaluateGates } from '../../safety/analysis/gates';
import { comparisonDocument } from '../comparisonJson';
import { jsonText } from '../jsonText';
import { withEngine } from '../engine';
import { finishGates, gatesOf, writeReport } from '../finishComparison';
import { addGateOptions, type GateFlags } from '../gateOptions';
import { summaryText } from '../summaryTable';
import { print } from '../terminal';

export function addReportCommand(program: Command): void {
  const command = program
    .command('report <comparison>')
    .description('print the numbers of a comparison and write its HTML report')
    .option('--out <file>', 'HTML report to write')
    .option('--json', 'print JSON', false);
  addGateOptions(command).action(
    async (file: string, flags: GateFlags & { readonly out?: string; readonly json: boolean }) => {
      await withEngine({}, async (client) => {
        const path = resolve(file);
        const summary = await client.request('summarizeComparison', { path });
        const facts = await client.request('describeComparison', { path });
        const gates = evaluateGates(gatesOf(flags, facts.spec), summary);
        print(flags.json ? jsonText(comparisonDocument(facts, summary, gates)) : summaryText(summary, facts));
        if (flags.out !== undefined) await writeReport(client, path, flags.out);
        await finishGates(gates, flags);
      });
    },
  );
}
