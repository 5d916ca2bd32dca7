// Reward and KL of the runs of `npm run trl` beside each other, as an SVG: a thin line per run, a thick one for the mean of a
// trainer's runs.
// Usage: node src/build/experiments/besideTrlFigure.mjs <folder> <file.svg>
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, target] = process.argv.slice(2);
if (folder === undefined || target === undefined) {
  console.error('Usage: node besideTrlFigure.mjs <folder of npm run trl> <file.svg>');
  process.exit(2);
}
const trainers = [
  { title: 'here', colour: '#0072b2', logs: logsOf('here') },
  { title: 'TRL', colour: '#d55e00', logs: logsOf('trl') },
];
const lastStep = Math.max(...trainers.flatMap(({ logs }) => logs.map((log) => log.length)));

/** The logged steps of each run of a trainer. */
function logsOf(prefix) {
  return readdirSync(folder)
    .filter((name) => new RegExp(`^${prefix}-\\d+$`, 'u').test(name))
    .map((name) => join(folder, name, 'trainer_state.json'))
    .filter((path) => existsSync(path))
    .map((path) =>
      JSON.parse(readFileSync(path, 'utf8')).log_history.filter((entry) => entry.reward !== undefined),
    );
}

/** A round number at or above the largest value. */
function top(values) {
  const most = Math.max(...values);
  const unit = 10 ** Math.floor(Math.log10(most));
  return unit * [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].find((factor) => unit * factor >= most);
}

function plot(key, title, left) {
  const [width, upper, lower] = [270, 52, 250];
  const most = top(trainers.flatMap(({ logs }) => logs.flat().map((entry) => entry[key])));
  const x = (step) => left + ((step - 1) / (lastStep - 1)) * width;
  const y = (value) => lower - (value / most) * (lower - upper);
  const line = (name, colour, values) => {
    const points = values.map((value, index) => `${x(index + 1).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline class="${name}" stroke="${colour}" points="${points.join(' ')}"/>`;
  };
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * most).toFixed(1);
    const label = Number((share * most).toPrecision(3));
    return (
      `<line class="grid" x1="${left}" x2="${left + width}" y1="${at}" y2="${at}"/>` +
      `<text x="${left - 8}" y="${Number(at) + 4}" text-anchor="end">${label}</text>`
    );
  });
  const ticks = [1, ...[1, 2, 3, 4].map((part) => Math.round((part * lastStep) / 4))].map(
    (step) => `<text x="${x(step).toFixed(1)}" y="${lower + 20}" text-anchor="middle">${step}</text>`,
  );
  const runs = trainers.flatMap(({ logs, colour }) =>
    logs.map((log) =>
      line(
        logs.length > 1 ? 'run' : 'mean',
        colour,
        log.map((entry) => entry[key]),
      ),
    ),
  );
  const means = trainers
    .filter(({ logs }) => logs.length > 1)
    .map(({ logs, colour }) => {
      const steps = Math.min(...logs.map((log) => log.length));
      const mean = (at) => logs.reduce((sum, log) => sum + log[at][key], 0) / logs.length;
      return line(
        'mean',
        colour,
        Array.from({ length: steps }, (_, at) => mean(at)),
      );
    });
  const heading = `<text x="${left}" y="36">${title}</text>`;
  const axis = `<text x="${left + width / 2}" y="${lower + 38}" text-anchor="middle">step</text>`;
  return [heading, ...grid, ...ticks, axis, ...runs, ...means].join('\n');
}

const legend = trainers.map(
  ({ title, colour }, index) =>
    `<line x1="${60 + 90 * index}" x2="${84 + 90 * index}" y1="12" y2="12" stroke="${colour}" stroke-width="2.5"/>` +
    `<text x="${90 + 90 * index}" y="16">${title}</text>`,
);
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300" role="img" aria-label="Reward and KL to the base by step, here and by TRL">
<style>
  svg { background: #ffffff; }
  text { font: 12px system-ui, sans-serif; fill: #333333; }
  .grid { stroke: #e4e4e4; }
  .run { fill: none; stroke-width: 1.2; opacity: 0.55; }
  .mean { fill: none; stroke-width: 2.5; }
</style>
${legend.join('\n')}
${plot('reward', 'mean reward of the step (0 to 2)', 60)}
${plot('kl', 'KL to the base, nats per token (k3)', 430)}
</svg>
`,
);
