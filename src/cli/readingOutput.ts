// A reading that a comparison keeps, as the command line prints it: with what it was made with, and whether it still holds.
import type { Reading, ReadingResult } from '../protocol/readings';
import { originLine, staleLines } from '../safety/presentation/readingText';
import { visibleText } from '../safety/presentation/visibleText';

/** Of every command whose reading a comparison keeps. */
export const anewOption = ['--anew', 'read now, also where the file keeps an earlier reading'] as const;

type AnyReading = ReadingResult<Reading<unknown, object>>;

/** Behind the reading's own text. `layer`: of the direction, where there is one. */
export function readingText(reading: AnyReading, layer: number | null = null): string {
  const { reused, notKept, origin } = reading;
  const at = `${origin.at.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    originLine(reading, at, layer),
    ...staleLines(reading),
    ...(reused ? ['Nothing was read now: this is what the file keeps. --anew reads again.'] : []),
    ...(notKept === null ? [] : [`Not kept: ${notKept}`]),
    '',
  ]
    .map(visibleText)
    .join('\n');
}

/** The figures at the top, and under `reading` what they were made with. */
export function readingJson({ value, ...reading }: AnyReading): object {
  return { ...value, reading };
}
