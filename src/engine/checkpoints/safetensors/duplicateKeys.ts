// Finds a key that a JSON object has twice; JSON.parse keeps the last and says nothing.

/** The first key that occurs twice in one object of `json` (which is valid JSON), or null. Nesting may be any depth. */
export function findDuplicateKey(json: string): string | null {
  // One entry per open bracket: the keys so far of an object, or null for an array.
  const open: (Set<string> | null)[] = [];
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = stringEnd(json, i);
      const keys = open.at(-1);
      // Only a key is followed by a colon.
      if (keys !== undefined && keys !== null && isColonNext(json, end + 1)) {
        const key = JSON.parse(json.slice(i, end + 1)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      i = end;
    }
  }
  return null;
}

/** Index of the quote that closes the string opened at `start`. */
function stringEnd(json: string, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === '\\') i++;
    else if (json[i] === '"') return i;
  }
  return json.length - 1;
}

function isColonNext(json: string, from: number): boolean {
  for (let i = from; i < json.length; i++) {
    const character = json[i];
    if (character === ':') return true;
    if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return false;
  }
  return false;
}
