// A wrong number that looks right: what a preference pair rejects.
import type { Random } from '../../../../safety/random';

/** Off by one, off by a power of ten, or with two digits swapped; never the number itself. */
export function nearMiss(number: number, random: Random): number {
  const digits = String(Math.abs(number));
  const step = 10 ** Math.floor(random() * digits.length);
  const shifted = number + (random() < 0.5 ? step : -step);
  const wrong = number >= 0 && shifted < 0 ? number + step : shifted;
  const at = Math.floor(random() * Math.max(1, digits.length - 1));
  const swapped = Number(
    digits.slice(0, at) + (digits[at + 1] ?? '') + (digits[at] ?? '') + digits.slice(at + 2),
  );
  const useSwapped =
    random() < 1 / 3 && swapped !== Math.abs(number) && String(swapped).length === digits.length;
  return useSwapped ? Math.sign(number) * swapped : wrong;
}
