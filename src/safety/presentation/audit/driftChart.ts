// The forecast of a reward's drift over β as SVG: estimate with interval, what cannot be told, and the bounds. Pure; colours
// come from CSS custom properties with fallbacks, as the forest plot's.
import type { AuditBounds, AuditForecast } from '../../../protocol/audit';
import { tickLabel } from '../forest/forestPlot';
import { niceTicks } from '../forest/niceTicks';
import type { Figure, FigureSize } from '../figures/figure';
import { colours, px, svgLine, svgText } from '../forest/svgText';
import { html, type Html } from '../html';
import { formatPp } from '../numbers';
import { betaText } from './auditNames';

export interface DriftChart {
  readonly forecast: readonly AuditForecast[];
  readonly bounds: readonly AuditBounds[];
  /** β of the run; 0: none. */
  readonly beta: number;
}

/** What the marks mean, for a legend in words. */
export const driftMarks = {
  told: 'forecast, told from these samples, with its 95% interval',
  untold: 'hollow, dashed: cannot be told from these samples',
  bound: 'bound from β and the range of the reward',
  run: "the run's β",
} as const;

type Point = readonly [x: number, y: number];

/** Pixels: wider, a line is only flatter. */
const widest = 900;

/** null without a forecast over a range of β. */
export function driftChart(chart: DriftChart, { width: room, fontSize }: FigureSize): Figure | null {
  const { forecast, bounds, beta } = chart;
  const [first] = forecast;
  const last = forecast.at(-1);
  if (first === undefined || last === undefined || last.beta <= first.beta) return null;
  const width = Math.min(room, widest);
  const height = Math.round(fontSize * 22);
  const small = fontSize * 0.92;
  const plot = {
    left: fontSize * 3.2,
    right: width - fontSize,
    top: fontSize,
    bottom: height - fontSize * 3.6,
  };
  const points = Math.max(
    0.01,
    ...forecast.flatMap(({ drift }) => [Math.abs(drift.low), Math.abs(drift.high)]),
  );
  const ticks = niceTicks(-100 * points, 100 * points, 7);
  const [lowest = -1, highest = 1] = [ticks[0], ticks.at(-1)];
  const span = Math.log(last.beta / first.beta);
  const x = (value: number): number =>
    plot.left + (Math.log(value / first.beta) / span) * (plot.right - plot.left);
  const y = (drift: number): number =>
    plot.bottom - ((100 * drift - lowest) / (highest - lowest)) * (plot.bottom - plot.top);
  const inside = (drift: number): boolean => 100 * drift >= lowest && 100 * drift <= highest;
  const band: Point[] = [
    ...forecast.map(({ beta: at, drift }): Point => [x(at), y(drift.high)]),
    ...forecast.toReversed().map(({ beta: at, drift }): Point => [x(at), y(drift.low)]),
  ];
  const boundLines = [1, -1].map((sign) =>
    polyline(
      bounds
        .filter(({ tightest }) => inside(sign * tightest.value))
        .map((bound): Point => [x(bound.beta), y(sign * bound.tightest.value)]),
      'muted',
      true,
    ),
  );
  const quiet = { size: small, colour: 'muted' } as const;
  const runX = beta >= first.beta && beta <= last.beta ? x(beta) : null;
  const content = html`${ticks.map((tick) => svgLine([plot.left, y(tick / 100)], [plot.right, y(tick / 100)], tick === 0 ? { colour: 'zero', width: 1.5 } : { colour: 'rule' }))}
    <polygon class="audit-interval" points="${joined(band)}" fill="${colours.band}" />
    ${boundLines}
    ${runX !== null && svgLine([runX, plot.top], [runX, plot.bottom], { colour: 'zero', dashed: true })}
    ${segments(forecast, x, y)}
    ${forecast.map(({ beta: at, drift, trusted }) => html`<circle cx="${px(x(at))}" cy="${px(y(drift.value))}" r="3" stroke="${colours.ink}" stroke-width="1.5" fill="${trusted ? colours.ink : colours.surface}" />`)}
    ${ticks.map((tick) => svgText(plot.left - fontSize * 0.5, y(tick / 100) + small * 0.35, tickLabel(tick), { ...quiet, anchor: 'end' }))}
    ${xTicks(forecast, x, fontSize).map(({ at, label }) => svgText(at, plot.bottom + fontSize * 1.3, label, { ...quiet, anchor: 'middle' }))}
    ${runX !== null && svgText(runX, plot.top + small * 0.2, 'run', { ...quiet, anchor: runX > (plot.left + plot.right) / 2 ? 'end' : 'start' })}
    ${svgText((plot.left + plot.right) / 2, plot.bottom + fontSize * 2.9, 'β (log scale)', { size: small, anchor: 'middle' })}`;
  const title = 'Forecast change of the share handled well over β';
  return { width, height, content, title, description: inWords(forecast) };
}

function inWords(forecast: readonly AuditForecast[]): string {
  return forecast
    .map(({ beta, drift, trusted }) => {
      const change = trusted
        ? `${formatPp(drift.value)}, ${formatPp(drift.low)} to ${formatPp(drift.high)}`
        : 'cannot be told';
      return `β ${betaText(beta)}: ${change}.`;
    })
    .join(' ');
}

/** Between two points that are both told the line is solid. */
function segments(
  forecast: readonly AuditForecast[],
  x: (beta: number) => number,
  y: (drift: number) => number,
): Html[] {
  return forecast.slice(1).map((to, index) => {
    const from = forecast[index] ?? to;
    const ends: Point[] = [from, to].map(({ beta, drift }): Point => [x(beta), y(drift.value)]);
    return polyline(ends, 'ink', !(from.trusted && to.trusted));
  });
}

function polyline(points: readonly Point[], colour: 'ink' | 'muted', dashed: boolean): Html {
  return html`<polyline
    points="${joined(points)}"
    fill="none"
    stroke="${colours[colour]}"
    stroke-width="1.5"
    ${dashed && html`stroke-dasharray="4 3"`}
  />`;
}

/** Labels that do not touch: every forecast β whose word has room behind the one before. */
function xTicks(
  forecast: readonly AuditForecast[],
  x: (beta: number) => number,
  fontSize: number,
): { readonly at: number; readonly label: string }[] {
  const shown: { at: number; label: string }[] = [];
  for (const { beta } of forecast) {
    const before = shown.at(-1);
    if (before === undefined || x(beta) - before.at > fontSize * 4)
      shown.push({ at: x(beta), label: betaText(beta) });
  }
  return shown;
}

function joined(points: readonly Point[]): string {
  return points.map(([x, y]) => `${px(x)},${px(y)}`).join(' ');
}
