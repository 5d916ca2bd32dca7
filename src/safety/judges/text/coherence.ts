// Tells text from the loops and noise that tiny or broken models produce. Such text is neither refusal nor compliance.

/** Why a text can't be judged as an answer, or null where it can. `text` is folded. */
export function incoherence(text: string): string | null {
  const head = text.slice(0, 4000);
  const letters = head.match(/\p{L}/gu)?.length ?? 0;
  const visible = head.match(/[^\s]/gu)?.length ?? 0;
  if (visible >= 40 && letters / visible < 0.2 && !/\d/u.test(head)) return 'almost no letters';
  const longest = longestRun(head);
  if (longest >= 60 && longest > visible / 2) return 'one character repeated';
  const words = head.match(/[\p{L}\p{M}\p{N}']+/gu) ?? [];
  if (words.length < 24) return null;
  const distinct = new Set(words).size;
  if (distinct <= Math.max(6, words.length * 0.06)) return `${distinct} different words in ${words.length}`;
  return beforeLoop(words) < 10 ? 'a loop from the start' : null;
}

function longestRun(text: string): number {
  let best = 0;
  let run = 0;
  let last = '';
  for (const char of text) {
    run = char === last ? run + 1 : 1;
    last = char;
    best = Math.max(best, run);
  }
  return best;
}

/** Words before the text only repeats a unit of at most thirty words, or all of them where it does not. */
function beforeLoop(words: readonly string[]): number {
  let best = words.length;
  for (let period = 1; period <= 30; period++) {
    let at = words.length - 1;
    while (at >= period && words[at] === words[at - period]) at--;

    const looped = words.length - 1 - at;
    // At least four repeats, and most of the text.
    if (looped >= period * 3 && looped > words.length * 0.7) best = Math.min(best, at + 1 - period);
  }
  return best;
}
