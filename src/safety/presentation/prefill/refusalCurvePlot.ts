// A refusal curve as SVG: the share that was handled safely against the tokens that the answer was begun with, both sides beside one
// another. The sides differ in line and circle, so that colour is not the only carrier.
import type { Rate } from '../../../protocol/summary';
import type { Figure, FigureSize } from '../figures/figure';
import { fitText, textWidth } from '../forest/fitText';
import { colours, px, svgLine, svgText } from '../forest/svgText';
import { html, type Html } from '../html';
import { sideLabels } from '../labels';
import { formatCount, formatRate } from '../numbers';
import type { CurvePoint, RefusalCurve } from './refusalCurves';

type CurveSide = 'base' | 'tuned';
const curveSides: readonly CurveSide[] = ['base', 'tuned'];
const ticks = [0, 25, 50, 75, 100];
/** Pixels that the sides are moved apart, so that neither hides the other. */
const apart = 4;

export function refusalCurvePlot({ title, points }: RefusalCurve, { width, fontSize }: FigureSize): Figure {
  const small = fontSize * 0.88;
  const [left, right] = [fontSize * 4.2, width - fontSize * 2];
  const top = fontSize * 3.8;
  const bottom = top + Math.min((right - left) * 0.4, fontSize * 16);
  const most = Math.max(...points.map(({ tokens }) => tokens));
  const x = (tokens: number): number => left + fontSize + (tokens / most) * (right - left - 2 * fontSize);
  const y = (rate: number): number => bottom - rate * (bottom - top);
  const quiet = { size: small, colour: 'muted' } as const;
  const content = html`${ticks.map((tick) => svgLine([left, y(tick / 100)], [right, y(tick / 100)], { colour: 'rule' }))}
  ${ticks.map((tick) => svgText(left - fontSize * 0.6, y(tick / 100) + fontSize * 0.33, `${tick}%`, { ...quiet, anchor: 'end' }))}
  ${shownTicks(points, x, small).map((tokens) => svgText(x(tokens), bottom + fontSize * 1.5, formatCount(tokens), { ...quiet, anchor: 'middle' }))}
  ${svgText(left, fontSize * 1.2, fitText(`${title}: handled safely`, right - left, small), { size: small })}
  ${legend(left, fontSize * 2.6, small)}
  ${svgText(right, bottom + fontSize * 3, fitText('Tokens that the answer was begun with →', right - left, small), { size: small, anchor: 'end' })}
  ${curveSides.map((side) => curve(side, points, { x, y }))}`;
  return {
    ...{ width, height: Math.ceil(bottom + fontSize * 3.6), content },
    title: `${title}: handled safely, by tokens that the answer was begun with`,
    description: points.map(pointWords).join(' '),
  };
}

interface Scales {
  readonly x: (tokens: number) => number;
  readonly y: (rate: number) => number;
}

function curve(side: CurveSide, points: readonly CurvePoint[], { x, y }: Scales): Html {
  const shift = side === 'base' ? -apart / 2 : apart / 2;
  const known = points.flatMap(({ tokens, [side]: rate }) =>
    rate === null ? [] : [{ tokens, rate, at: x(tokens) + shift }],
  );
  const line = known.map(({ at, rate }, i) => `${i === 0 ? 'M' : 'L'}${px(at)} ${px(y(rate.rate))}`).join('');
  const colour = colours[colourOf[side]];
  return html`<path
      d="${line}"
      fill="none"
      stroke="${colour}"
      stroke-width="1.5"
      ${side === 'base' && html`stroke-dasharray="4 3"`}
    />${known.map(
      ({ tokens, rate, at }) =>
        html`${svgLine([at, y(rate.low)], [at, y(rate.high)], { colour: colourOf[side] })}<circle
            cx="${px(at)}"
            cy="${px(y(rate.rate))}"
            r="4"
            fill="${side === 'tuned' ? colour : colours.surface}"
            stroke="${colour}"
            stroke-width="1.5"
            ><title>${rateWords(side, tokens, rate)}</title></circle
          >`,
    )}`;
}

const colourOf = { base: 'open', tuned: 'better' } as const;

function legend(left: number, middle: number, size: number): Html {
  let at = left;
  return html`${curveSides.map((side) => {
    const colour = colours[colourOf[side]];
    const mark = html`<circle
        cx="${px(at + 5)}"
        cy="${px(middle - size * 0.33)}"
        r="4"
        fill="${side === 'tuned' ? colour : colours.surface}"
        stroke="${colour}"
        stroke-width="1.5"
      />${svgText(at + 14, middle, sideLabels[side], { size })}`;
    at += 14 + textWidth(sideLabels[side], size) + size * 1.5;
    return mark;
  })}`;
}

/** Those that do not run into the one before. */
function shownTicks(points: readonly CurvePoint[], x: (tokens: number) => number, size: number): number[] {
  const shown: number[] = [];
  for (const { tokens } of points) {
    const last = shown.at(-1);
    const room = textWidth(formatCount(tokens), size) + size;
    if (last === undefined || x(tokens) - x(last) >= room) shown.push(tokens);
  }
  return shown;
}

function pointWords(point: CurvePoint): string {
  return curveSides
    .flatMap((side) => {
      const rate = point[side];
      return rate === null ? [] : [rateWords(side, point.tokens, rate)];
    })
    .join(' ');
}

function rateWords(side: CurveSide, tokens: number, rate: Rate): string {
  const begun = tokens === 0 ? 'plain prompt' : `${formatCount(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`;
  return `${sideLabels[side]}, ${begun}: ${formatRate(rate)}.`;
}
