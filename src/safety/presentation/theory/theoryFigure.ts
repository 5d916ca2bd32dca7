// Observed drift, forecasts and bounds as a figure with its numbers.
import type { AuditForecast } from '../../../protocol/audit';
import type { TheoryAnalysis, TheoryRow } from '../../../protocol/theory';
import type { CsvValue } from '../csvField';
import { csvInterval } from '../figures/csvTable';
import type { FigureSource } from '../figures/figure';
import { shownRows, theoryBoundName, theoryRowTitle } from './theoryNames';
import { theoryMarks, theoryPlot } from './theoryPlot';

/** null: no row. */
export function theoryFigure(analysis: Pick<TheoryAnalysis, 'rows'>): FigureSource | null {
  const rows = shownRows(analysis);
  if (rows.length === 0) return null;
  const forecast = (name: string): string[] => [
    ...['', ' low', ' high'].map((end) => `${name}${end}`),
    `${name}: told from the samples`,
  ];
  return {
    id: 'theory',
    title: 'Observed drift, forecast and bounds',
    draw: (size) => theoryPlot(analysis, size),
    data: () => ({
      columns: [
        ...['prompts', 'n', 'observed', 'observed low', 'observed high'],
        ...forecast('forecast at the run’s β'),
        ...forecast('forecast at equal KL'),
        ...['tightest bound', 'which'],
      ],
      rows: rows.map(valuesOf),
    }),
    marks: marksOf(rows),
  };
}

function valuesOf(row: TheoryRow): readonly CsvValue[] {
  const { observed, forecast, bounds } = row;
  const [tightest] = bounds;
  return [
    ...[theoryRowTitle(row), observed?.n ?? 0],
    ...csvInterval(observed),
    ...(forecast?.constantReward === true ? [0, 0, 0, true] : forecastValues(forecast?.atBeta ?? null)),
    ...forecastValues(forecast?.atKl ?? null),
    ...(tightest === undefined ? [null, null] : [tightest.value, theoryBoundName(tightest)]),
  ];
}

function forecastValues(forecast: AuditForecast | null): readonly CsvValue[] {
  return [...csvInterval(forecast?.drift ?? null), forecast?.trusted ?? null];
}

/** Of the marks that occur. */
function marksOf(rows: readonly TheoryRow[]): string[] {
  const bounds = rows.flatMap((row) => row.bounds);
  const forecasts = rows.flatMap(({ forecast }) => (forecast === null ? [] : [forecast]));
  const shown = forecasts.flatMap(({ atBeta, atKl }) => [atBeta, atKl]);
  const entries: readonly (readonly [occurs: boolean, words: string])[] = [
    [true, `circle: ${theoryMarks.observed}`],
    [
      forecasts.some(({ atBeta, constantReward }) => atBeta !== null || constantReward),
      `diamond: ${theoryMarks.atBeta}`,
    ],
    [forecasts.some(({ atKl }) => atKl !== null), `square: ${theoryMarks.atKl}`],
    [shown.some((one) => one?.trusted === false), theoryMarks.untold],
    [bounds.some(({ premise }) => premise === 'anyPolicy'), `band: ${theoryMarks.anyPolicy}`],
    [bounds.some(({ premise }) => premise === 'optimum'), `brackets: ${theoryMarks.optimum}`],
  ];
  return entries.filter(([occurs]) => occurs).map(([, words]) => words);
}
