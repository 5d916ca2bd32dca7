// A name as a part of a file's name on any system.

const longest = 80;

/** Letters, digits and hyphens, in small letters; "figure" where nothing is left. */
export function fileNamePart(name: string): string {
  const part = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/gu, '');
  return part === '' ? 'figure' : part;
}
