// The address of a row of a comparison: `file.glens#prompt=23`. Must not know VS Code.

export interface RowAddress {
  /** As it is written: absolute, or from a folder that the reader knows. */
  readonly path: string;
  /** null: the comparison as a whole. */
  readonly promptId: number | null;
}

export function rowLink(path: string, promptId: number): string {
  return `${path}#prompt=${promptId}`;
}

/** null for what is no address of a comparison. */
export function readRowLink(text: string): RowAddress | null {
  const match = /^(.+\.glens)(?:#(.*))?$/i.exec(text.trim());
  const [, path, fragment] = match ?? [];
  if (path === undefined) return null;
  return { path, promptId: fragment === undefined ? null : promptOfFragment(fragment) };
}

/** The part behind `#`; null where it names no prompt. */
export function promptOfFragment(fragment: string): number | null {
  const digits = /^prompt=([1-9]\d{0,8})$/.exec(fragment)?.[1];
  return digits === undefined ? null : Number(digits);
}
