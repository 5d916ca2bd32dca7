// What stands above a reading: what it was made with, whether it still holds, and why it could not be kept.
import { html, nothing, type TemplateResult } from 'lit';
import type { Reading } from '../../../src/protocol/readings';
import { originLine, staleLines } from '../../../src/safety/presentation/readingText';
import { visibleText } from '../../../src/safety/presentation/visibleText';
import { formatDate } from '../../shared/formatDate';

/** `notKept`: of a reading made just now, why the file does not have it. */
export type ShownReading<Settings, Value> = Reading<Settings, Value> & { readonly notKept?: string | null };

export function readingHead(
  reading: ShownReading<unknown, unknown>,
  layer: number | null = null,
): TemplateResult {
  const { notKept = null } = reading;
  return html`${staleLines(reading).map((line) => html`<p class="stale">${line}</p>`)}
    ${notKept === null ? nothing : html`<p class="stale">Not kept in the file: ${visibleText(notKept)}</p>`}
    <p class="muted">${visibleText(originLine(reading, formatDate(reading.origin.at), layer))}</p>`;
}
