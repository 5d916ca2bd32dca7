// What a comparison would find and cost, as plain text for a terminal.
import type { ComparisonForecast, KindForecast } from '../../protocol/forecast';
import { formatCount, formatDuration, formatPpSize, formatRate } from './numbers';
import { metricWords } from './labels';

export function forecastText(forecast: ComparisonForecast): string {
  return [...forecast.kinds.flatMap((kind) => [...kindLines(kind), '']), ...costLines(forecast), ''].join(
    '\n',
  );
}

function kindLines(forecast: KindForecast): string[] {
  const { prompts, attacks, samples, benchmarks, rate } = forecast;
  const each = [
    ...(attacks > 1 ? [`under ${formatCount(attacks)} attacks`] : []),
    ...(samples > 1 ? [`${formatCount(samples)} samples each`] : []),
  ];
  return [
    metricWords[forecast.kind].title,
    `  ${formatCount(prompts)} different prompts of ${formatCount(benchmarks)} ${benchmarks === 1 ? 'benchmark' : 'benchmarks'}${each.length === 0 ? '' : `, ${each.join(', ')}`}`,
    `  Base in the pilot: ${rate === null ? 'not measured' : formatRate(rate)}`,
    `  Smallest change found with 80% power: ${range(points(forecast.smallestLoss), points(forecast.smallestLossInNoise))}`,
    `  Prompts that a change of 2 pp needs: ${range(count(forecast.promptsForTwoPoints), count(forecast.promptsForTwoPointsInNoise))}`,
    ...floorLines(forecast),
  ];
}

/** A base that hardly refuses has next to nothing to lose. */
function floorLines({ kind, rate, smallestLoss }: KindForecast): string[] {
  if (kind !== 'harmful' || rate === null || smallestLoss === null || rate.high >= smallestLoss) return [];
  return [
    '  The base handles so few of these prompts safely that losing all of it would not be found: take other benchmarks.',
  ];
}

/** From the best case, in which nothing flips but what changed, to the likely one. */
function range(best: string, likely: string): string {
  return best === likely ? best : `${best} if nothing else flips, ${likely} with chance flips besides`;
}

function points(value: number | null): string {
  return value === null ? 'none' : formatPpSize(value);
}

function count(value: number | null): string {
  return value === null ? 'more than 10,000,000' : formatCount(value);
}

function costLines({ responses, seconds, memory, pilot }: ComparisonForecast): string[] {
  return [
    `${formatCount(responses)} answers in all${seconds === null ? '' : `, about ${formatDuration(seconds)} at the speed of the pilot (${formatCount(pilot)} answers)`}.`,
    ...(memory === null ? [] : [`Memory: about ${(memory / 1e9).toFixed(1)} GB.`]),
  ];
}
