// How much of a growing text may be shown: never what a stop string will cut.

/** The length of `text` up to the first stop string, or to an end that may become one. */
export function shownLength(text: string, stops: readonly string[]): number {
  let length = text.length;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    length = Math.min(length, at >= 0 ? at : text.length - overlap(text, stop));
  }
  return length;
}

/** How many characters at the end of `text` are the beginning of `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
