// The one way in which the report makes markup: a tagged template that escapes every value put into it, in text
// and in quoted attributes alike. It knows nothing of the report.
import { visibleText } from './visibleText';

/** Markup that is safe to put into a page as it is. */
export class Html {
  constructor(readonly markup: string) {}
}

export type HtmlValue = string | number | Html | null | false | readonly HtmlValue[];

/**
 * html`<p title="${path}">${answer}</p>`: strings are escaped and their hidden characters made visible, Html and
 * arrays go in as they are, null and false are nothing. Attributes must be quoted; a value must never stand
 * inside <script>, <style>, a tag name or an attribute name.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0] ?? '';
  values.forEach((value, index) => {
    markup += toMarkup(value) + (strings[index + 1] ?? '');
  });
  return new Html(markup);
}

/**
 * An element whose white space counts: nothing is put between its tags and its content. Templates may be
 * reflowed by a formatter; this may not. `attributes` are the programmer's own words.
 */
export function verbatim(tag: 'div' | 'span' | 'code', attributes: string, content: HtmlValue): Html {
  return new Html(`<${tag} ${attributes}>${toMarkup(content)}</${tag}>`);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escapeText(text: string): string {
  return visibleText(text).replace(/[&<>"'`]/g, (character) => entities[character] ?? '');
}

function toMarkup(value: HtmlValue): string {
  if (value === null || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value.map(toMarkup).join('');
}
