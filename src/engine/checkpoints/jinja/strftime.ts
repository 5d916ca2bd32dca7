// Python's datetime.now().strftime as glibc prints it in the C locale, which Python keeps unless a program sets another.
// The time has no zone, as in transformers: %z and %Z are empty.

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const dayMs = 86_400_000;

interface Field {
  readonly text: string;
  /** Digits of a number, and what it is filled with. */
  readonly width?: number;
  readonly fill?: '0' | ' ';
}

const composites: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** `format` with glibc's flags (`-`, `_`, `0`, `^`, `#`) and widths; an unknown directive stays as it is. */
export function strftime(format: string, now: Date): string {
  return format.replace(
    /%([-_0^#]*)(\d*)[EO]?([a-zA-Z%+])/g,
    (whole, flags: string, width: string, letter: string) => {
      const composite = composites[letter];
      const field = composite === undefined ? directive(letter, now) : { text: strftime(composite, now) };
      if (field === null) return whole;
      return changeCase(padded(field, flags, width), flags, letter);
    },
  );
}

function padded(field: Field, flags: string, width: string): string {
  const numeric = field.width !== undefined;
  if (flags.includes('-')) return field.text;
  const chosen = /[_0](?!.*[_0])/.exec(flags)?.[0];
  const fill = chosen === '_' ? ' ' : chosen === '0' ? '0' : numeric ? (field.fill ?? '0') : ' ';
  return field.text.padStart(width === '' ? (field.width ?? 0) : Number(width), fill);
}

function changeCase(text: string, flags: string, letter: string): string {
  if (flags.includes('#') && letter === 'p') return text.toLowerCase();
  return /[\^#]/.test(flags) && 'aAbBhp'.includes(letter) ? text.toUpperCase() : text;
}

function number(value: number, width: number, fill: '0' | ' ' = '0'): Field {
  return { text: String(value), width, fill };
}

function directive(letter: string, now: Date): Field | null {
  const year = now.getFullYear();
  const weekday = now.getDay();
  const hour = now.getHours();
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const dayName = days[weekday] ?? '';
  const monthName = months[now.getMonth()] ?? '';
  switch (letter) {
    case 'a':
      return { text: dayName.slice(0, 3) };
    case 'A':
      return { text: dayName };
    case 'b':
      return { text: monthName.slice(0, 3) };
    case 'B':
      return { text: monthName };
    case 'C':
      return number(Math.floor(year / 100), 2);
    case 'd':
      return number(now.getDate(), 2);
    case 'e':
      return number(now.getDate(), 2, ' ');
    case 'f':
      return { text: String(now.getMilliseconds() * 1000).padStart(6, '0') };
    case 'g':
      return number(isoWeek(now).year % 100, 2);
    case 'G':
      return number(isoWeek(now).year, 4);
    case 'H':
      return number(hour, 2);
    case 'I':
      return number(hour12, 2);
    case 'j':
      return number(dayOfYear(now) + 1, 3);
    case 'k':
      return number(hour, 2, ' ');
    case 'l':
      return number(hour12, 2, ' ');
    case 'm':
      return number(now.getMonth() + 1, 2);
    case 'M':
      return number(now.getMinutes(), 2);
    case 'n':
      return { text: '\n' };
    case 'p':
      return { text: hour < 12 ? 'AM' : 'PM' };
    case 'P':
      return { text: hour < 12 ? 'am' : 'pm' };
    case 's':
      return { text: String(Math.floor(now.getTime() / 1000)) };
    case 'S':
      return number(now.getSeconds(), 2);
    case 't':
      return { text: '\t' };
    case 'u':
      return number(weekday === 0 ? 7 : weekday, 1);
    case 'U':
      return number(Math.floor((dayOfYear(now) + 7 - weekday) / 7), 2);
    case 'V':
      return number(isoWeek(now).week, 2);
    case 'w':
      return number(weekday, 1);
    case 'W':
      return number(Math.floor((dayOfYear(now) + 7 - ((weekday + 6) % 7)) / 7), 2);
    case 'y':
      return number(year % 100, 2);
    case 'Y':
      return { text: String(year), width: 1 };
    case 'z':
    case 'Z':
      return { text: '' };
    case '%':
      return { text: '%' };
    default:
      return null;
  }
}

/** From 0; by calendar dates, since a day may have 23 or 25 hours. */
function dayOfYear(now: Date): number {
  const year = now.getFullYear();
  return (Date.UTC(year, now.getMonth(), now.getDate()) - Date.UTC(year, 0, 1)) / dayMs;
}

/** ISO 8601: the week of its Thursday. */
function isoWeek(now: Date): { readonly year: number; readonly week: number } {
  const day = (now.getDay() + 6) % 7;
  const thursday = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - day + 3));
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs / 7) };
}
