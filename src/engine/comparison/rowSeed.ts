// Seeds of single rows: they depend on what is asked, never on the order in which rows run.

/** FNV-1a over UTF-16 units; 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * The seed of one response. Base and tuned get the same one (common random numbers make the pair more
 * alike and the comparison sharper); the control run gets another, since a copy would show no noise.
 */
export function rowSeed(
  seed: number,
  prompt: { readonly suiteId: string; readonly itemId: string; readonly attackId: string | null },
  sample: number,
  control: boolean,
): number {
  const key = [
    seed,
    prompt.suiteId,
    prompt.itemId,
    prompt.attackId ?? 'none',
    sample,
    control ? 'control' : '',
  ];
  return hash(key.join('\u0000'));
}
