// The table of `npm run forecast` as an SVG: forecast and observed drift at each β, with their 95% intervals.
// Usage: node src/build/experiments/forecastFigure.mjs <folder>/forecast.md <file.svg>
import { readFileSync, writeFileSync } from 'node:fs';

const [path, target] = process.argv.slice(2);
if (path === undefined || target === undefined) {
  console.error('Usage: node forecastFigure.mjs <forecast.md> <file.svg>');
  process.exit(2);
}
const cells = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** "−9.9 [−13.7, −6.7]" as three numbers; null: not told. */
function estimate(text) {
  const numbers =
    text
      .replaceAll('−', '-')
      .match(/-?\d+(?:\.\d+)?/g)
      ?.map(Number) ?? [];
  return numbers.length === 3 ? numbers : null;
}

const series = [
  { title: 'forecast at β', cell: 3, shape: 'forecast' },
  { title: 'observed', cell: 4, shape: 'observed' },
  { title: 'forecast at the measured KL', cell: 7, shape: 'equal' },
];
const [left, right, top, step] = [70, 690, 46, 74];
const x = (points) => Number((right + ((right - left) * points) / 15).toFixed(1));
const bottom = top + step * cells.length;
const parts = [];
for (const points of [-15, -10, -5, 0]) {
  parts.push(`<line class="grid" x1="${x(points)}" x2="${x(points)}" y1="${top - 14}" y2="${bottom - 10}"/>`);
  parts.push(
    `<text x="${x(points)}" y="${bottom + 8}" text-anchor="middle">${String(points).replace('-', '−')} pp</text>`,
  );
}
series.forEach(({ title, shape }, index) => {
  parts.push(mark(shape, 80 + 170 * index, 16), `<text x="${92 + 170 * index}" y="20">${title}</text>`);
});
cells.forEach((row, index) => {
  parts.push(`<text x="${left - 10}" y="${top + step * index + 24}" text-anchor="end">β ${row[1]}</text>`);
  series.forEach(({ cell, shape }, order) => {
    const found = estimate(row[cell]);
    const y = top + step * index + 18 * order;
    if (found === null) {
      if (cell === 7) parts.push(`<text x="${x(-14.8)}" y="${y + 4}">no β of the samples has that KL</text>`);
      return;
    }
    const [value, low, high] = found;
    parts.push(`<line class="${shape}" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>`);
    parts.push(mark(shape, x(value), y));
  });
});

function mark(shape, cx, cy) {
  return shape === 'observed'
    ? `<circle class="observed" cx="${cx}" cy="${cy}" r="5"/>`
    : `<rect class="${shape}" x="${cx - 4.5}" y="${cy - 4.5}" width="9" height="9"/>`;
}

writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${bottom + 20}" role="img" aria-label="Forecast and observed change of the share handled safely">
<style>
  svg { background: #ffffff; }
  text { font: 12px sans-serif; fill: #444444; }
  .grid { stroke: #dddddd; }
  .forecast { stroke: #1f5fa8; stroke-width: 1.5; fill: #ffffff; }
  .observed { stroke: #b3261e; stroke-width: 1.5; fill: #b3261e; }
  .equal { stroke: #1f5fa8; stroke-width: 1.5; stroke-dasharray: 3 2; fill: #dbe7f5; }
</style>
${parts.join('\n')}
</svg>
`,
);
