// The runs of a sweep in the plane of the paper's title: change of held-out accuracy against change of the share of harmful
// prompts handled safely, each with its 95% interval. One colour per algorithm, one point per seed.
// Usage: node src/build/experiments/tradeoff.mjs <folder of a sweep> <file.svg>
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [sweep, target] = process.argv.slice(2);
if (sweep === undefined || target === undefined) {
  console.error('Usage: node tradeoff.mjs <folder of a sweep> <file.svg>');
  process.exit(2);
}

const points = readdirSync(sweep)
  .filter((name) => existsSync(join(sweep, name, 'probes.jsonl')))
  .map((name) => {
    const { log_history: log } = JSON.parse(readFileSync(join(sweep, name, 'trainer_state.json'), 'utf8'));
    const accuracy = log.filter((entry) => entry.eval_accuracy_delta !== undefined).at(-1);
    const probes = readFileSync(join(sweep, name, 'probes.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(JSON.parse);
    const safety = probes.filter(({ kind, delta }) => kind === 'harmful' && delta !== null).at(-1).delta;
    return {
      algorithm: name.replace(/_seed-.*$/, ''),
      x: [accuracy.eval_accuracy_delta_low, accuracy.eval_accuracy_delta, accuracy.eval_accuracy_delta_high],
      y: [safety.low, safety.value, safety.high],
    };
  });
const algorithms = [...new Set(points.map(({ algorithm }) => algorithm))];
// Okabe and Ito's colours, told apart by all kinds of sight; shapes tell them apart without colour.
const marks = [
  ['#0072b2', 'M-5,-5H5V5H-5Z'],
  ['#d55e00', 'M0,-6L6,5H-6Z'],
  ['#009e73', 'M0,-6L6,0L0,6L-6,0Z'],
  ['#cc79a7', 'M-5,0A5,5 0 1 0 5,0A5,5 0 1 0 -5,0Z'],
  ['#555555', 'M-6,-2H-2V-6H2V-2H6V2H2V6H-2V2H-6Z'],
];

const size = { width: 720, height: 380, left: 64, right: 150, top: 20, bottom: 52 };
const axis = (values) => {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)].map((value) => value * 100);
  return [Math.floor(low / 10) * 10, Math.ceil(high / 10) * 10];
};
const [x0, x1] = axis(points.flatMap(({ x }) => x));
const [y0, y1] = axis(points.flatMap(({ y }) => y));
const x = (value) => size.left + ((value - x0) / (x1 - x0)) * (size.width - size.left - size.right);
const y = (value) =>
  size.height - size.bottom - ((value - y0) / (y1 - y0)) * (size.height - size.top - size.bottom);
const ticks = (from, to) => Array.from({ length: (to - from) / 10 + 1 }, (_, index) => from + 10 * index);
const signed = (value) => (value > 0 ? `+${value}` : String(value).replace('-', '−'));

const grid = [
  ...ticks(x0, x1).map(
    (value) =>
      `<line class="${value === 0 ? 'zero' : 'grid'}" x1="${x(value)}" x2="${x(value)}" y1="${size.top}" y2="${size.height - size.bottom}"/>` +
      `<text x="${x(value)}" y="${size.height - size.bottom + 18}" text-anchor="middle">${signed(value)}</text>`,
  ),
  ...ticks(y0, y1).map(
    (value) =>
      `<line class="${value === 0 ? 'zero' : 'grid'}" x1="${size.left}" x2="${size.width - size.right}" y1="${y(value)}" y2="${y(value)}"/>` +
      `<text x="${size.left - 8}" y="${y(value) + 4}" text-anchor="end">${signed(value)}</text>`,
  ),
];
const drawn = points.map((point) => {
  const [colour, shape] = marks[algorithms.indexOf(point.algorithm) % marks.length];
  const [left, middle, right] = point.x.map((value) => x(100 * value).toFixed(1));
  const [low, centre, high] = point.y.map((value) => y(100 * value).toFixed(1));
  return (
    `<g stroke="${colour}" fill="${colour}"><line x1="${left}" x2="${right}" y1="${centre}" y2="${centre}"/>` +
    `<line x1="${middle}" x2="${middle}" y1="${low}" y2="${high}"/>` +
    `<path d="${shape}" transform="translate(${middle},${centre})"/></g>`
  );
});
const legend = algorithms.map((algorithm, index) => {
  const [colour, shape] = marks[index % marks.length];
  const place = `translate(${size.width - size.right + 24},${size.top + 14 + 22 * index})`;
  return `<g transform="${place}"><path d="${shape}" fill="${colour}"/><text x="14" y="4">${algorithm}</text></g>`;
});
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Change of held-out accuracy against change of harmful prompts handled safely, per run">
<style>
  svg { background: #ffffff; }
  text { font: 12px system-ui, sans-serif; fill: #333333; }
  line { stroke-width: 1.2; opacity: 0.6; }
  .grid { stroke: #e4e4e4; opacity: 1; }
  .zero { stroke: #888888; opacity: 1; }
</style>
${[...grid, ...drawn, ...legend].join('\n')}
<text x="${(size.left + size.width - size.right) / 2}" y="${size.height - 12}" text-anchor="middle">held-out sums, change in percentage points</text>
<text transform="translate(16,${(size.top + size.height - size.bottom) / 2}) rotate(-90)" text-anchor="middle">harmful prompts handled safely, change in pp</text>
</svg>
`,
);
