// A suite as it is named on the command line: a name, or a path.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** A path counts from here, whatever folder the comparison is repeated in; `path#suite` picks one suite of it. */
export function suiteEntry(text: string): string {
  const [path = text, suite] = text.split('#', 2);
  if (!existsSync(path)) return text;
  return suite === undefined ? resolve(path) : `${resolve(path)}#${suite}`;
}
