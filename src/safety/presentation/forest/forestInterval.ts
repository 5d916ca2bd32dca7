// The marks of one row of a forest plot: A/A band, bounds, interval and point, or the diamond of the overall row.
import type { SuiteKind } from '../../../protocol/outcomes';
import { handledWellSign } from '../../outcomes/handled';
import type { ForestLayout } from './forestLayout';
import type { ForestRow } from './forestPanels';
import { html, type Html } from '../html';
import { colours, px, svgLine, svgText } from './svgText';

export interface IntervalPlace {
  /** The line on which the interval lies. */
  readonly y: number;
  readonly bandHeight: number;
  readonly diamond: boolean;
}

export function forestInterval(
  row: ForestRow,
  kind: SuiteKind,
  place: IntervalPlace,
  layout: ForestLayout,
): Html {
  const { noise, bounds, delta } = row;
  const { y, diamond } = place;
  const { x, fontSize, smallSize } = layout;
  const half = place.bandHeight / 2;
  // The band would hide the zero line.
  const zeroPiece =
    noise !== null && svgLine([x(0), y - half], [x(0), y + half], { colour: 'zero', width: 1.5 });
  const behind = html`${noise !== null && noiseBand(noise, place, layout)}${zeroPiece}${bounds !== null && svgLine([x(bounds.low), y], [x(bounds.high), y], { colour: 'muted', dashed: true, name: 'forest-bounds' })}`;
  if (delta === null) {
    return html`${behind}${svgText(x(0) + 8, y + fontSize * 0.35, 'nothing to compare', { size: smallSize, colour: 'muted' })}`;
  }
  const tone = toneOf(kind, delta);
  const [left, middle, right] = [x(delta.low), x(delta.value), x(delta.high)];
  if (diamond) {
    const tall = Math.max(3, fontSize * 0.5);
    // A diamond of no width would not be seen.
    const points = [
      [Math.min(left, middle - 3), y],
      [middle, y - tall],
      [Math.max(right, middle + 3), y],
      [middle, y + tall],
    ].map((corner) => corner.map(px).join(','));
    return html`${behind}<polygon
        class="forest-overall"
        points="${points.join(' ')}"
        fill="${tone === 'open' ? colours.surface : colours[tone]}"
        stroke="${colours[tone]}"
        stroke-width="1.5"
      />`;
  }
  const cap = fontSize * 0.28;
  const whisker = (at: number): Html => svgLine([at, y - cap], [at, y + cap], { colour: tone, width: 1.5 });
  return html`${behind}${svgLine([left, y], [right, y], { colour: tone, width: 2, name: 'forest-interval' })}${whisker(left)}${whisker(right)}<circle
      class="forest-point"
      cx="${px(middle)}"
      cy="${px(y)}"
      r="${px(fontSize * 0.36)}"
      fill="${tone === 'open' ? colours.surface : colours[tone]}"
      stroke="${colours[tone]}"
      stroke-width="1.75"
    />`;
}

function noiseBand(
  noise: { readonly low: number; readonly high: number },
  { y, bandHeight }: IntervalPlace,
  { x }: ForestLayout,
): Html {
  return html`<rect
    class="forest-noise"
    x="${px(x(noise.low))}"
    y="${px(y - bandHeight / 2)}"
    width="${px(Math.max(2, x(noise.high) - x(noise.low)))}"
    height="${px(bandHeight)}"
    fill="${colours.band}"
  />`;
}

/** `open`: the interval holds 0. Better is to the right for harm and tasks, to the left for over-refusal. */
function toneOf(
  kind: SuiteKind,
  { low, high }: { readonly low: number; readonly high: number },
): 'better' | 'worse' | 'open' {
  if (low <= 0 && high >= 0) return 'open';
  return low > 0 === handledWellSign(kind) > 0 ? 'better' : 'worse';
}
