// JSON as Python writes it, without loss: what a double does not hold stays the text that was written. Knows no file or dataset.

/** Strings are matched so that what they hold is passed over. */
const tokens = /"(?:[^"\\]|\\.)*"|[[\]{}]|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/gsu;
/** What is nested more deeply is data of no dataset, and how deep a recursion may go is the machine's. */
const deepest = 500;

const decimal = /^-?(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?$/u;

/**
 * A number that a double holds to the last digit is a number; any other (whole ones above 2^53, long decimals) is its own text,
 * which is compared exactly wherever numbers are read from text. NaN and Infinity, which Python writes and JSON has not, are null:
 * a column that is used is refused for it, another one harms nothing.
 * @throws SyntaxError where it is not JSON otherwise, or nested too deeply
 */
export function parseRow(text: string): unknown {
  let depth = 0;
  const read = text.replace(tokens, (token) => {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    else return written(token);
    if (depth > deepest) throw new SyntaxError(`It is nested more than ${deepest} deep`);
    return token;
  });
  return JSON.parse(read);
}

function written(token: string): string {
  if (token.startsWith('"')) return token;
  if (/[NI]/u.test(token)) return 'null';
  return isExact(token) ? token : `"${token}"`;
}

/** Whether the double nearest to a number is written with the same digits. */
function isExact(token: string): boolean {
  const value = Number(token);
  return Number.isFinite(value) && digitsOf(token.toLowerCase()) === digitsOf(String(value));
}

/** Digits without zeros at their ends, and the power of ten that the last one stands for. */
function digitsOf(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? [];
  const all = (whole + fraction).replace(/^0+/u, '');
  const digits = all.replace(/0+$/u, '');
  if (digits === '') return '0';
  return `${text.startsWith('-') ? '-' : ''}${digits}e${Number(exponent) - fraction.length + all.length - digits.length}`;
}
