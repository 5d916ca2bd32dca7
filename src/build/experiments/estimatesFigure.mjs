// Estimates with their 95% intervals as an SVG: a row per run or β, a mark per series.

/** A cell as "−9.9 [−13.7, −6.7]", whatever stands behind it, as [value, low, high]; null: it holds none. */
export function estimate(cell) {
  const [, ...found] =
    /([+−-]?\d+(?:\.\d+)?) \[([+−-]?\d+(?:\.\d+)?), ([+−-]?\d+(?:\.\d+)?)\]/.exec(cell) ?? [];
  return found.length === 3 ? found.map((number) => Number(number.replace('−', '-'))) : null;
}

/** The cells of a Markdown table's rows, without the head. */
export function tableCells(markdown) {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => line.split('|').map((cell) => cell.trim()));
}

/**
 * @param rows { label, values: [value, low, high] or null for each series, gap?: said where a value is null }
 * @param series { title, shape: 'forecast' | 'observed' | 'equal' }
 * @param range [low, high, step] of the axis, percentage points
 */
export function estimatesFigure({ rows, series, range: [low, high, every], label }) {
  const [left, right, top] = [110, 690, 46];
  const step = 20 + 18 * series.length;
  const x = (points) => Number((left + ((right - left) * (points - low)) / (high - low)).toFixed(1));
  const bottom = top + step * rows.length;
  const parts = [];
  for (let points = low; points <= high; points += every) {
    parts.push(
      `<line class="grid" x1="${x(points)}" x2="${x(points)}" y1="${top - 14}" y2="${bottom - 10}"/>`,
    );
    parts.push(
      `<text x="${x(points)}" y="${bottom + 8}" text-anchor="middle">${String(points).replace('-', '−')} pp</text>`,
    );
  }
  series.forEach(({ title, shape }, index) => {
    parts.push(mark(shape, 120 + 215 * index, 16), `<text x="${132 + 215 * index}" y="20">${title}</text>`);
  });
  rows.forEach((row, index) => {
    const middle = top + step * index + 9 * (series.length - 1);
    parts.push(`<text x="${left - 10}" y="${middle + 4}" text-anchor="end">${row.label}</text>`);
    series.forEach(({ shape }, order) => {
      const y = top + step * index + 18 * order;
      const found = row.values[order] ?? null;
      if (found === null) {
        if (row.gap !== undefined) parts.push(`<text x="${x(low) + 4}" y="${y + 4}">${row.gap}</text>`);
        return;
      }
      const [value, from, to] = found;
      parts.push(`<line class="${shape}" x1="${x(from)}" x2="${x(to)}" y1="${y}" y2="${y}"/>`);
      parts.push(mark(shape, x(value), y));
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${bottom + 20}" role="img" aria-label="${label}">
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
`;
}

function mark(shape, cx, cy) {
  return shape === 'observed'
    ? `<circle class="observed" cx="${cx}" cy="${cy}" r="5"/>`
    : `<rect class="${shape}" x="${cx - 4.5}" y="${cy - 4.5}" width="9" height="9"/>`;
}
