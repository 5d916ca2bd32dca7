// What a file is called without its folder and its endings. Must not know the file system.

/** "demo" of "/runs/demo.glens" and of "/runs/demo.audit.jsonl". */
export function fileStem(path: string): string {
  const name = path.split(/[\\/]/u).at(-1) ?? path;
  return name.replace(/(?:\.glens|(?:\.(?:train|sweep))?\.json|(?:\.audit)?\.jsonl)$/iu, '');
}
