// Decimal digits of floats, rounded as Python rounds them: from the exact binary value, ties to even.

/** Python's format(value, '.{digits}f') of a finite value. */
export function fixed(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const places = Math.min(100, digits);
  const nearest = value.toFixed(places);
  // toFixed takes the larger of two that are equally near.
  const exact = value.toFixed(100);
  const rest = exact.slice(exact.indexOf('.') + 1 + places);
  const tie = places < 100 && /^50*$/.test(rest);
  const text = tie && Number(nearest.at(-1)) % 2 === 1 ? truncated(exact, places) : nearest;
  const signed = value < 0 || Object.is(value, -0) ? text.replace(/^-?/, '-') : text;
  return digits > places ? signed + '0'.repeat(digits - places) : signed;
}

function truncated(exact: string, places: number): string {
  const end = exact.indexOf('.') + (places === 0 ? 0 : places + 1);
  return exact.slice(0, end);
}

/** Python's round(value, digits) of a float. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  if (digits >= 0) return Number(fixed(value, Math.min(digits, 400)));
  const unit = 10 ** -digits;
  const scaled = value / unit;
  const down = Math.floor(scaled);
  const up = scaled - down > 0.5 || (scaled - down === 0.5 && down % 2 !== 0);
  return (up ? down + 1 : down) * unit;
}
