// guardrail-lens report
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { comparisonResult } from '../comparisonResult';
import { withEngine } from '../engine';
import { finishGates, gatesOf, writeReport } from '../finishComparison';
import { addGateOptions, type GateFlags } from '../gateOptions';
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
        const { gates, output } = await comparisonResult(client, path, {
          json: flags.json,
          gatesFor: (spec) => gatesOf(flags, spec),
        });
        print(output);
        if (flags.out !== undefined) await writeReport(client, path, flags.out);
        await finishGates(gates, flags);
      });
    },
  );
}
