// The learning curve of a run as an SVG: reward of each step, held-out accuracy with its 95% interval.
// Usage: node src/build/experiments/learningCurve.mjs <run folder> <file.svg>
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [run, target] = process.argv.slice(2);
if (run === undefined || target === undefined) {
  console.error('Usage: node learningCurve.mjs <run folder> <file.svg>');
  process.exit(2);
}
const { log_history: log } = JSON.parse(readFileSync(join(run, 'trainer_state.json'), 'utf8'));
const rewards = log.filter((entry) => entry.reward !== undefined);
const evaluations = log.filter((entry) => entry.eval_accuracy !== undefined);
const lastStep = Math.max(...log.map((entry) => entry.step));

const size = { width: 720, height: 300, left: 52, right: 16, top: 28, bottom: 40 };
const x = (step) => size.left + (step / lastStep) * (size.width - size.left - size.right);
const y = (rate) => size.top + (1 - rate) * (size.height - size.top - size.bottom);
const points = (entries, rate) =>
  entries.map((entry) => `${x(entry.step).toFixed(1)},${y(rate(entry)).toFixed(1)}`).join(' ');

const grid = [0, 0.25, 0.5, 0.75, 1].map(
  (rate) =>
    `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y(rate)}" y2="${y(rate)}"/>` +
    `<text x="${size.left - 8}" y="${y(rate) + 4}" text-anchor="end">${rate * 100}%</text>`,
);
const steps = Array.from({ length: 6 }, (_, i) => Math.round((i * lastStep) / 5));
const ticks = steps.map(
  (step) => `<text x="${x(step)}" y="${size.height - size.bottom + 18}" text-anchor="middle">${step}</text>`,
);
const intervals = evaluations.map(
  (entry) =>
    `<line class="interval" x1="${x(entry.step)}" x2="${x(entry.step)}" y1="${y(entry.eval_accuracy_low)}" y2="${y(entry.eval_accuracy_high)}"/>` +
    `<circle class="dot" cx="${x(entry.step)}" cy="${y(entry.eval_accuracy)}" r="4"/>`,
);
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Reward per step and held-out accuracy">
<style>
  svg { background: #ffffff; }
  text { font: 12px sans-serif; fill: #444444; }
  .grid { stroke: #dddddd; }
  .reward { fill: none; stroke: #9db8d8; stroke-width: 1.5; }
  .accuracy { fill: none; stroke: #1f5fa8; stroke-width: 2; }
  .interval { stroke: #1f5fa8; stroke-width: 1.5; }
  .dot { fill: #1f5fa8; }
</style>
${grid.join('\n')}
${ticks.join('\n')}
<polyline class="reward" points="${points(rewards, (entry) => entry.reward)}"/>
<polyline class="accuracy" points="${points(evaluations, (entry) => entry.eval_accuracy)}"/>
${intervals.join('\n')}
<text x="${size.left}" y="16">light: mean reward of the step's completions · dark: held-out accuracy with its 95% interval</text>
<text x="${size.width / 2}" y="${size.height - 6}" text-anchor="middle">step</text>
</svg>
`,
);
