// `npm run numbers`: coverage of the interval of a change and size of its test, simulated, as tables; exits with 1 where a cell is
// out of its band or an interval contradicts its test.
import { formatTable, type Column } from '../../safety/presentation/textTable';
import { binaryCells, binaryRuns, simulateBinary } from './binaryCells';
import { clusterCells, clusterRuns, simulateClusters } from './clusterCells';
import { isInBand, type CellResult } from './cellResult';
import { labelledCells, labelledRuns, simulateLabelled } from './labelledCells';

const columns: readonly Column[] = [
  { title: 'Cell', align: 'left' },
  { title: 'true Δ, pp', align: 'right' },
  { title: 'differ', align: 'right' },
  { title: 'coverage', align: 'right' },
  { title: 'band', align: 'right' },
  { title: 'test rejects', align: 'right' },
  { title: 'contradict', align: 'right' },
  { title: '', align: 'left' },
];

function print(title: string, results: readonly CellResult[]): void {
  const lines = results.map((cell) => [
    cell.name,
    (cell.truth * 100).toFixed(2),
    cell.differing.toFixed(1),
    cell.coverage.toFixed(4),
    `${cell.band.low.toFixed(2)}–${cell.band.high.toFixed(2)}`,
    cell.rejected?.toFixed(4) ?? '–',
    String(cell.contradictions),
    isInBand(cell) ? '' : 'OUT',
  ]);
  process.stdout.write(`${title}\n${formatTable(columns, lines)}\n\n`);
}

const binary = binaryCells.map(simulateBinary);
print(`One verdict per prompt and side, ${binaryRuns} comparisons a cell`, binary);
const clusters = clusterCells.map(simulateClusters);
print(`Several samples or attacks per prompt, ${clusterRuns} comparisons a cell`, clusters);
const labelled = labelledCells.map(simulateLabelled);
print(`Corrected by labels of a random sample, ${labelledRuns} comparisons a cell`, labelled);
const all = [...binary, ...clusters, ...labelled];
const out = all.filter((cell) => !isInBand(cell));
process.stdout.write(`${all.length - out.length} cells in their band, ${out.length} out of it\n`);
if (out.length > 0) process.exitCode = 1;
