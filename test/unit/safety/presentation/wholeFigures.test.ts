import { expect, it } from 'vitest';
import { formatDelta, formatP } from '../../../../src/safety/presentation/numbers';
import { wholeFigures } from '../../../../src/safety/presentation/wholeFigures';

/** Where a line may be broken. */
const parts = (text: string): string[] => wholeFigures(text).split(' ');

it('breaks a line beside figures, and never within one', () => {
  const delta = formatDelta({
    value: -0.402,
    low: -0.455,
    high: -0.346,
    n: 1326,
    pairs: 1326,
    method: 'midP',
  });
  expect(
    parts(
      `x refuses less often: ${delta}, ${formatP(0.0004)}; one fell (A −6.0 pp, Holm ${formatP(0.012)}).`,
    ),
  ).toEqual([
    'x',
    'refuses',
    'less',
    'often:',
    '−40.2\u00A0pp,',
    '95%\u00A0CI\u00A0−45.5\u00A0to\u00A0−34.6,',
    'n\u00A0=\u00A01,326,',
    'p\u00A0<\u00A00.001;',
    'one',
    'fell',
    '(A',
    '−6.0\u00A0pp,',
    'Holm\u00A0p\u00A0=\u00A00.012).',
  ]);
});

it('leaves everything else as it is', () => {
  const text = 'The run = 3 of step n, up to 12 prompts; stop at p.';
  expect(wholeFigures(text)).toBe(text);
});
