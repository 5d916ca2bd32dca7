// `npm run fuzz`: mutated inputs for every parser of what comes from outside, from a seed, and what came of them as a table.
// Exits with 1 where there is a finding.
import { parseArgs } from 'node:util';
import { formatTable, type Column } from '../../src/safety/presentation/textTable';
import { visibleText } from '../../src/safety/presentation/visibleText';
import { fuzzTargetRun, type TargetReport } from './fuzzTargetRun';
import { targets } from './targets/targets';

const targetNames = targets.map(({ name }) => name);

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    case: { type: 'string' },
    keep: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run fuzz -- [options]
  --cases N    inputs per parser (20000)
  --seed N     of all that is drawn (1)
  --only NAME  this parser alone; may be given several times
  --case N     this case alone
  --keep PATH  with --case: write its input there
  --jobs N     parsers at once (1)
Parsers: ${targetNames.join(', ')}`;

const columns: readonly Column[] = [
  { title: 'Parser', align: 'left' },
  { title: 'inputs', align: 'right' },
  { title: 'read', align: 'right' },
  { title: 'refused', align: 'right' },
  { title: 'findings', align: 'right' },
  { title: 'peak, MB', align: 'right' },
  { title: 's', align: 'right' },
];

function printFindings(report: TargetReport, seed: number): void {
  for (const { kind, message, index, times } of report.findings) {
    process.stdout.write(
      `${report.target}: ${kind}, ${times} times: ${visibleText(message)}\n` +
        `  npm run fuzz -- --only ${report.target} --seed ${seed} --case ${index}\n`,
    );
  }
}

async function fuzz(): Promise<void> {
  const seed = Number(values.seed);
  const one = values.case === undefined ? null : Number(values.case);
  const names = values.only ?? targetNames;
  const unknown = names.find((name) => !targetNames.includes(name));
  const numbers = [seed, Number(values.cases), Number(values.jobs), one ?? 0];
  if (
    values.help ||
    unknown !== undefined ||
    !numbers.every((value) => Number.isSafeInteger(value) && value >= 0)
  ) {
    process.stdout.write(`${usage}\n`);
    if (!values.help) process.exitCode = 2;
    return;
  }
  process.stdout.write(`seed ${seed}\n`);
  const waiting = [...names];
  const reports: TargetReport[] = [];
  const worker = async (): Promise<void> => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      const range = one === null ? { from: 0, to: Number(values.cases) } : { from: one, to: one + 1 };
      const report = await fuzzTargetRun({ target, seed, ...range, keep: values.keep ?? null }).catch(
        (error: unknown) => {
          process.stdout.write(`${target}: ${error instanceof Error ? error.message : String(error)}\n`);
          return null;
        },
      );
      if (report === null) {
        process.exitCode = 1;
        continue;
      }
      reports.push(report);
      process.stdout.write(
        `${target}: ${report.cases} inputs, ${report.findings.length} findings, ${report.seconds.toFixed(0)} s\n`,
      );
      printFindings(report, seed);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, worker));
  const rows = reports
    .sort((a, b) => names.indexOf(a.target) - names.indexOf(b.target))
    .map((report) => [
      report.target,
      String(report.cases),
      String(report.read),
      String(report.refused),
      String(report.findings.length),
      report.peakMb.toFixed(0),
      report.seconds.toFixed(0),
    ]);
  process.stdout.write(`\n${formatTable(columns, rows)}\n`);
  const found = reports.reduce((sum, report) => sum + report.findings.length, 0);
  const cases = reports.reduce((sum, report) => sum + report.cases, 0);
  process.stdout.write(`${cases} inputs over ${reports.length} parsers, ${found} findings\n`);
  if (found > 0) process.exitCode = 1;
}

await fuzz();
