// Finds the Python code in a completion.

/**
 * Policy. Of the fenced blocks the last that defines one of the names counts, else the last; a block that is not closed
 * goes to the end. Without a fence the whole text is code. Where nothing defines the function whose head was given, the text
 * is its body.
 */
export function extractCode(answer: string, entryPoints: readonly string[], head: string): string {
  const blocks = fencedBlocks(answer);
  const code = blocks.findLast((block) => definesAny(block, entryPoints)) ?? blocks.at(-1) ?? answer;
  if (head === '') return code;
  if (!definesAny(code, entryPoints)) return `${head}${indented(code)}`;
  return `${beforeFunction(head, entryPoints)}\n${code}`;
}

/** What a function's head brings along: imports, and functions that it may use. */
export function beforeFunction(head: string, entryPoints: readonly string[]): string {
  const lines = head.split('\n');
  const at = lines.findLastIndex((line) => definesAny(line, entryPoints));
  return at === -1 ? head : lines.slice(0, at).join('\n');
}

function definesAny(code: string, names: readonly string[]): boolean {
  return names.some((name) =>
    new RegExp(`^[ \\t]*(?:(?:async[ \\t]+)?def|class)[ \\t]+${name}\\b|^${name}[ \\t]*=`, 'mu').test(code),
  );
}

function fencedBlocks(text: string): readonly string[] {
  const blocks: string[] = [];
  let open: string[] | null = null;
  for (const line of text.split(/\r?\n/u)) {
    if (/^\s*```/u.test(line)) {
      if (open === null) open = [];
      else {
        blocks.push(open.join('\n'));
        open = null;
      }
    } else open?.push(line);
  }
  return open === null ? blocks : [...blocks, open.join('\n')];
}

/** A body that was written at the margin. */
function indented(body: string): string {
  return /^\s/u.test(body) ? body : body.replace(/^(?=.)/gmu, '    ');
}
