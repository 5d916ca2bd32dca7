// JSON of a log that a Python program may have written: NaN and infinities, which JSON has not, are read as texts.
import { notFiniteAsText } from '../../../files/jsonFile';
import { parseHostileJson } from '../../../files/parseHostileJson';

/** @throws SyntaxError for what is no JSON, or is nested too deeply */
export function parseLogged(text: string): unknown {
  try {
    return parseHostileJson(text);
  } catch (cause) {
    const finite = /\b(?:NaN|Infinity)\b/u.test(text) ? notFiniteAsText(text) : text;
    if (finite === text) throw cause;
    return parseHostileJson(finite);
  }
}
