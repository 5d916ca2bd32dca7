// guardrail-lens report
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { comparisonResult } from '../comparisonResult';
import { withEngine } from '../engine';
import { finishGates, gatesOf, writeReport } from '../finishComparison';
import { addGateOptions, type GateFlags } from '../gateOptions';
import { print } from '../terminal';

interface ReportFlags extends GateFlags {
  readonly out?: string;
  readonly column?: string;
  readonly against?: string;
  readonly json: boolean;
}

export function addReportCommand(program: Command): void {
  const command = program
    .command('report <comparison>')
    .description('print the numbers of a comparison and write its HTML report')
    .option('--out <file>', 'HTML report to write')
    .option('--column <name>', 'one of several tuned checkpoints, as if it were compared alone')
    .option('--against <name>', 'with --column: another tuned checkpoint in the place of the base')
    .option('--json', 'print JSON', false);
  addGateOptions(command).action(async (file: string, flags: ReportFlags) => {
    await withEngine({}, async (client) => {
      const path = resolve(file);
      const { gates, output, column } = await comparisonResult(client, path, {
        ...flags,
        gatesFor: (spec) => gatesOf(flags, spec),
      });
      print(output);
      if (flags.out !== undefined) await writeReport(client, { path, column }, flags.out);
      await finishGates(gates, flags);
    });
  });
}
