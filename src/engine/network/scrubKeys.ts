// Takes keys out of what servers and the network layer say, before it reaches a message, a file or a log.

/** Servers quote keys back, whole or in part: the key itself, and whatever has the shape of one, becomes `[key]`. */
export function scrubKeys(text: string, key: string | null): string {
  const without = key === null || key === '' ? text : text.replaceAll(key, '[key]');
  return without.replace(/\b(?:sk|pk|hf|gsk|key|Bearer)[-_ ][\w*.-]{4,}/gu, '[key]');
}
