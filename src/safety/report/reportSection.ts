// Parts that every section of the report is built from.
import { html, type Html, type HtmlValue } from '../presentation/html';

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
