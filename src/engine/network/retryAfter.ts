// The Retry-After header (RFC 9110, section 10.2.3).

/** Milliseconds from `now` (milliseconds since 1970), at least 0; null where the header is absent or unreadable. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
