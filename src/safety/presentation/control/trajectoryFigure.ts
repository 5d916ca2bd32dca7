// A trajectory as a drawing: where the body was, what it had to keep away from, and where it did not. One coordinate is drawn over time.
import { environmentOf } from '../../control/environments';
import { trajectoryWords, type Trajectory } from '../../control/trajectory';
import type { DrawFigure, Figure, FigureSize, FigureSource } from '../figures/figure';
import { colours, px, svgLine, svgText } from '../forest/svgText';
import { html, type Html } from '../html';

/** Pixels at most: beyond, it is only emptier. */
const widest = 360;

export const trajectoryMarks = {
  start: 'start',
  violation: 'a step that violates the constraint',
  target: 'where it should go',
} as const;

export function trajectoryFigure(trajectory: Trajectory): FigureSource {
  const { environment, seed } = trajectory;
  return {
    id: `trajectory-${environment}-${seed}`,
    title: titleOf(trajectory),
    draw: trajectoryDrawing(trajectory),
    data: () => ({
      columns: ['step', 'x', 'y', 'violation', 'safeguard acted'],
      rows: trajectory.path.map(([x, y], step) => [
        ...[step, x, y],
        trajectory.violations.includes(step) ? 1 : 0,
        trajectory.interventions.includes(step) ? 1 : 0,
      ]),
    }),
    marks: Object.values(trajectoryMarks),
  };
}

export function trajectoryDrawing(trajectory: Trajectory): DrawFigure {
  return (size) => (isInPlane(trajectory) ? inPlane(trajectory, size) : overTime(trajectory, size));
}

/** One that moves along a line alone stays at one height. */
function isInPlane({ path }: Trajectory): boolean {
  return path.some(([, y]) => y !== path[0]?.[1]);
}

function titleOf({ environment, seed }: Trajectory): string {
  return `${environmentOf(environment).title}, seed ${seed}`;
}

/** Everything that it shows, in words. */
export function trajectoryDescription(trajectory: Trajectory): string {
  const { path, targets, violations, forbidden } = trajectory;
  const from = path[0] ?? ([0, 0] as const);
  const to = path.at(-1) ?? from;
  const place = ([x, y]: readonly [number, number]): string => `(${x.toFixed(2)}, ${y.toFixed(2)})`;
  return [
    `From ${place(from)} to ${place(to)}`,
    forbidden.length === 1 ? '1 forbidden region' : `${forbidden.length} forbidden regions`,
    ...(targets.length > 1 ? [`${targets.length - 1} of its goals reached`] : []),
    ...(violations.length === 0 ? [] : [`first violation in step ${violations[0] ?? 0}`]),
    trajectoryWords(trajectory),
  ].join('; ');
}

/** Both coordinates on the same scale. */
function inPlane(trajectory: Trajectory, size: FigureSize): Figure {
  const [left, bottom, right, top] = environmentOf(trajectory.environment).bounds;
  const side = Math.min(widest, size.width);
  const margin = size.fontSize;
  const scale = (side - 2 * margin) / (right - left);
  const height = (top - bottom) * scale + 2 * margin;
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    margin + (x - left) * scale,
    height - margin - (y - bottom) * scale,
  ];
  const regions = trajectory.forbidden.map((one) => {
    if (one.shape === 'disc') {
      const [x, y] = at([one.x, one.y]);
      return html`<circle
        cx="${px(x)}"
        cy="${px(y)}"
        r="${px(one.radius * scale)}"
        fill="${colours.band}"
        stroke="${colours.worse}"
        stroke-dasharray="3 2"
      />`;
    }
    const [x] = at([one.from, 0]);
    return region(x, margin, side - margin - x, height - 2 * margin);
  });
  const goals = trajectory.targets.map(([, x, y], index) =>
    cross(at([x, y]), String(index + 1), size.fontSize),
  );
  return {
    ...{ width: side, height, title: titleOf(trajectory), description: trajectoryDescription(trajectory) },
    content: html`${frame(side, height, margin)}${regions}${goals}${pathOf(trajectory, at)}`,
  };
}

/** The first coordinate to the right, time downwards. */
function overTime(trajectory: Trajectory, size: FigureSize): Figure {
  const { bounds, horizon, title } = environmentOf(trajectory.environment);
  const [left, , right] = bounds;
  const side = Math.min(widest, size.width);
  const margin = size.fontSize * 1.5;
  const height = side * 0.75;
  const [scale, down] = [(side - 2 * margin) / (right - left), (height - 2 * margin) / horizon];
  const across = (x: number): number => margin + (x - left) * scale;
  const at = ([x]: readonly [number, number], step: number): [number, number] => [
    across(x),
    margin + step * down,
  ];
  const regions = trajectory.forbidden.map((one) => {
    const [from, to] = one.shape === 'beyond' ? [one.from, right] : [one.x - one.radius, one.x + one.radius];
    return region(across(from), margin, across(to) - across(from), height - 2 * margin);
  });
  const targets = trajectory.targets.map(([step, x], index) => {
    const until = trajectory.targets[index + 1]?.[0] ?? trajectory.path.length - 1;
    return svgLine(at([x, 0], step), at([x, 0], until), { colour: 'better', dashed: true });
  });
  const axis = svgText(side - margin, height - size.fontSize * 0.3, 'time ↓', {
    size: size.fontSize * 0.85,
    colour: 'muted',
    anchor: 'end',
  });
  return {
    ...{ width: side, height, title: `${title}, seed ${trajectory.seed}` },
    description: trajectoryDescription(trajectory),
    content: html`${frame(side, height, margin)}${regions}${targets}${pathOf(trajectory, at)}${axis}`,
  };
}

function pathOf(
  { path, violations }: Trajectory,
  at: (place: readonly [number, number], step: number) => [number, number],
): Html {
  const points = path.map((place, step) => at(place, step).map(px).join(','));
  const [x, y] = at(path[0] ?? [0, 0], 0);
  const marks = violations.flatMap((step) => {
    const place = path[step];
    if (place === undefined) return [];
    const [cx, cy] = at(place, step);
    return [
      html`<rect x="${px(cx - 2.5)}" y="${px(cy - 2.5)}" width="5" height="5" fill="${colours.worse}" />`,
    ];
  });
  return html`<polyline points="${points.join(' ')}" fill="none" stroke="${colours.ink}" stroke-width="1.5" />
    <circle
      cx="${px(x)}"
      cy="${px(y)}"
      r="4"
      fill="${colours.surface}"
      stroke="${colours.ink}"
      stroke-width="1.5"
    />${marks}`;
}

function frame(width: number, height: number, margin: number): Html {
  return html`<rect
    x="${px(margin)}"
    y="${px(margin)}"
    width="${px(width - 2 * margin)}"
    height="${px(height - 2 * margin)}"
    fill="none"
    stroke="${colours.zero}"
  />`;
}

function region(x: number, y: number, width: number, height: number): Html {
  return html`<rect
    x="${px(x)}"
    y="${px(y)}"
    width="${px(Math.max(0, width))}"
    height="${px(height)}"
    fill="${colours.band}"
    stroke="${colours.worse}"
    stroke-dasharray="3 2"
  />`;
}

function cross([x, y]: readonly [number, number], label: string, fontSize: number): Html {
  const arm = fontSize * 0.35;
  return html`${svgLine([x - arm, y - arm], [x + arm, y + arm], { colour: 'better', width: 2 })}${svgLine([x - arm, y + arm], [x + arm, y - arm], { colour: 'better', width: 2 })}${svgText(x + arm * 1.4, y - arm, label, { size: fontSize * 0.8, colour: 'better' })}`;
}
