// JSON that another program sent, of limited depth: what walks through a value (schemas, printing, a template) goes as deep as
// the value does, and a stack is soon full.

/** The deepest known body, a server's log-probabilities, has 7. */
const mostNested = 256;

/** @throws SyntaxError for what is no JSON, or is nested too deeply. */
export function parseHostileJson(text: string): unknown {
  if (depthOf(text) > mostNested) throw new SyntaxError(`It is nested more than ${mostNested} deep.`);
  return JSON.parse(text) as unknown;
}

/** Brackets that are open at once, strings left out. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (quoted) {
      if (sign === backslash) at++;
      else if (sign === quote) quoted = false;
    } else if (sign === quote) quoted = true;
    else if (sign === openList || sign === openObject) deepest = Math.max(deepest, ++depth);
    else if (sign === closeList || sign === closeObject) depth--;
  }
  return deepest;
}

const [quote, backslash] = [0x22, 0x5c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
