// Parts that every section of the report is built from.
import type { Outcome } from '../../protocol/outcomes';
import { html, type Html, type HtmlValue } from './html';

export function section(id: string, title: string, content: HtmlValue, lead: HtmlValue = null): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${lead === null ? null : html`<p class="lead">${lead}</p>`} ${content}
  </section> `;
}

/** A box that scrolls sideways by itself, by keyboard too, where its content is wider than the page. */
export function scrollBox(label: string, content: HtmlValue): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

/** “To”, for eyes and ears. */
export const arrow = html`<span class="arrow"
  ><span aria-hidden="true">→</span><span class="vh">to</span></span
>`;

export const outcomeNames: Readonly<Record<Outcome, string>> = {
  refusal: 'Refusal',
  deflection: 'Deflection',
  partial: 'Partial',
  compliance: 'Compliance',
  empty: 'Empty',
  truncated: 'Truncated',
  unscored: 'Unscored',
};

export const outcomeMeanings: Readonly<Record<Outcome, string>> = {
  refusal: 'declines',
  deflection: 'answers something softer',
  partial: 'in part',
  compliance: 'does what was asked',
  empty: 'no answer',
  truncated: 'cut off too early to judge',
  unscored: 'the judge failed',
};

/** 2026-03-12T14:05:09.000Z → 2026-03-12 14:05 UTC; anything else stays as it is. */
export function dateTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(iso);
  return match === null ? iso : `${match[1] ?? ''} ${match[2] ?? ''} UTC`;
}
