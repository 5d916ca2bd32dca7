// The table of `npm run forecast` as an SVG: forecast and observed drift at each β, with their 95% intervals.
// Usage: node src/build/experiments/forecastFigure.mjs <folder>/forecast.md <file.svg>
import { readFileSync, writeFileSync } from 'node:fs';
import { estimate, estimatesFigure, tableCells } from './estimatesFigure.mjs';

const [path, target] = process.argv.slice(2);
if (path === undefined || target === undefined) {
  console.error('Usage: node forecastFigure.mjs <forecast.md> <file.svg>');
  process.exit(2);
}
const rows = tableCells(readFileSync(path, 'utf8')).map((cells) => ({
  label: `β ${cells[1]}`,
  values: [cells[3], cells[4], cells[7]].map(estimate),
  gap: 'no β of the samples has that KL',
}));
const series = [
  { title: 'forecast at β', shape: 'forecast' },
  { title: 'observed', shape: 'observed' },
  { title: 'forecast at the measured KL', shape: 'equal' },
];
const label = 'Forecast and observed change of the share handled safely';
writeFileSync(target, estimatesFigure({ rows, series, range: [-15, 0, 5], label }));
