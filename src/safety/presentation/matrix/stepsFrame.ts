// One quantity against the steps of a training run, with intervals, as SVG: the frame that all such figures share, so that they
// stand below one another on the same steps. Knows nothing of what the quantity is.
import { fitText, textWidth } from '../forest/fitText';
import { niceTicks } from '../forest/niceTicks';
import { colours, px, svgLine, svgText } from '../forest/svgText';
import { html, type Html } from '../html';
import { formatCount } from '../numbers';
import type { Figure, FigureSize } from '../figures/figure';

export interface FramedPoint {
  readonly step: number;
  /** In the axis's unit; limits null: no interval is known. */
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly colour: 'better' | 'open' | 'worse';
  readonly filled: boolean;
  /** What the point shows. */
  readonly words: string;
}

export interface StepsSeries {
  readonly title: string;
  /** What stands above the axis. */
  readonly axis: string;
  /** Rising by step; not empty. */
  readonly points: readonly FramedPoint[];
  /** First and last step of the axis, the same for all figures that stand together. */
  readonly steps: readonly [first: number, last: number];
  /** A value to compare with, as a line; null: none. `words`: what stands at the line, '' for nothing. */
  readonly reference: { readonly value: number; readonly words: string } | null;
  /** A vertical line at each of these steps. */
  readonly marks: readonly { readonly step: number; readonly words: string }[];
  readonly tick: (value: number) => string;
}

export function drawSteps(series: StepsSeries, { width, fontSize }: FigureSize): Figure {
  const { points, reference, title } = series;
  const small = fontSize * 0.88;
  const [left, right] = [fontSize * 4.2, width - fontSize * 2];
  const [top, bottom] = [fontSize * 2.4, fontSize * 2.4 + Math.min((right - left) * 0.4, fontSize * 18)];
  const bounds = [
    ...(reference === null ? [] : [reference.value]),
    ...points.flatMap(({ value, low, high }) => [low ?? value, high ?? value]),
  ];
  const ticks = niceTicks(Math.min(...bounds), Math.max(...bounds), 6);
  const [lowest, highest] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const [first, last] = series.steps;
  const x = (step: number): number =>
    last === first
      ? (left + right) / 2
      : left + fontSize + ((step - first) / (last - first)) * (right - left - fontSize);
  const y = (value: number): number => bottom - ((value - lowest) / (highest - lowest)) * (bottom - top);
  const quiet = { size: small, colour: 'muted' } as const;
  const stepTicks = niceTicks(
    first,
    Math.max(last, first + 1),
    Math.max(2, Math.floor((right - left) / (fontSize * 6))),
  );
  // A few steps have ticks between them, which are no steps.
  const shownSteps =
    last === first
      ? [first]
      : stepTicks.filter((tick) => Number.isInteger(tick) && tick >= first && tick <= last);
  const line = points
    .map(({ step, value }, i) => `${i === 0 ? 'M' : 'L'}${px(x(step))} ${px(y(value))}`)
    .join('');
  const content = html`${ticks.map((tick) => svgLine([left, y(tick)], [right, y(tick)], { colour: 'rule' }))}
    ${ticks.map((tick) => svgText(left - fontSize * 0.6, y(tick) + fontSize * 0.33, series.tick(tick), { ...quiet, anchor: 'end' }))}
    ${reference !== null && svgLine([left, y(reference.value)], [right, y(reference.value)], { colour: 'zero', width: 1.5 })}${reference !== null && reference.words !== '' && svgText(right, y(reference.value) - fontSize * 0.4, reference.words, { ...quiet, anchor: 'end' })}
    ${shownSteps.map((tick) => svgText(x(tick), bottom + fontSize * 1.5, formatCount(tick), { ...quiet, anchor: 'middle' }))}
    ${svgText(left, fontSize * 1.2, fitText(series.axis, right - left, small), { size: small })}${svgText(right, bottom + fontSize * 3, 'Step →', { size: small, anchor: 'end' })}
    ${series.marks.map((mark, place) => markLine(mark, { x, top: top + place * fontSize * 1.1, bottom, right, fontSize: small }))}<path
      d="${line}"
      fill="none"
      stroke="${colours.zero}"
      stroke-width="1.5"
    />${points.map((point) => dot(point, x(point.step), y))}`;
  const description = points.map(({ words }) => words).join(' ');
  return { width, height: Math.ceil(bottom + fontSize * 3.6), content, title, description };
}

function dot(
  { value, low, high, colour, filled, words }: FramedPoint,
  x: number,
  y: (value: number) => number,
): Html {
  const interval = low === null || high === null ? null : svgLine([x, y(low)], [x, y(high)], { colour });
  return html`${interval}<circle
      cx="${px(x)}"
      cy="${px(y(value))}"
      r="4.5"
      fill="${filled ? colours[colour] : colours.surface}"
      stroke="${colours[colour]}"
      stroke-width="1.5"
      ><title>${words}</title></circle
    >`;
}

interface MarkPlace {
  readonly x: (step: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
  readonly fontSize: number;
}

function markLine(
  { step, words }: StepsSeries['marks'][number],
  { x, top, bottom, right, fontSize }: MarkPlace,
): Html {
  const at = x(step);
  // Beside the line where there is room.
  const before = at + 6 + textWidth(words, fontSize) > right;
  const label = svgText(before ? at - 6 : at + 6, top + fontSize, words, {
    size: fontSize,
    colour: 'worse',
    anchor: before ? 'end' : 'start',
  });
  return html`${svgLine([at, top], [at, bottom], { colour: 'worse', dashed: true })}${label}`;
}
