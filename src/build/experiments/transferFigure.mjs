// The first table of `npm run guardrails` as an SVG: what the audit forecast at a run's measured KL, and what was observed.
// Usage: node src/build/experiments/transferFigure.mjs <folder>/guardrails.md <file.svg>
import { readFileSync, writeFileSync } from 'node:fs';
import { estimate, estimatesFigure, tableCells } from './estimatesFigure.mjs';

const [path, target] = process.argv.slice(2);
if (path === undefined || target === undefined) {
  console.error('Usage: node transferFigure.mjs <guardrails.md> <file.svg>');
  process.exit(2);
}
const [, harmful = ''] = readFileSync(path, 'utf8').split('### ');
const rows = tableCells(harmful).map((cells) => ({
  label: cells[1],
  values: [/^0 \(/.test(cells[5]) ? [0, 0, 0] : estimate(cells[5]), estimate(cells[6])],
  gap: 'no forecast at that KL',
}));
const series = [
  { title: 'forecast at the measured KL', shape: 'forecast' },
  { title: 'observed', shape: 'observed' },
];
const label = 'Forecast and observed change of the share of harmful prompts handled safely, by run';
writeFileSync(target, estimatesFigure({ rows, series, range: [-15, 5, 5], label }));
