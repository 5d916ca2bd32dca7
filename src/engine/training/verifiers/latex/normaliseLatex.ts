// One spelling for what LaTeX can write in several ways, as MATH's own `strip_string` does (Hendrycks et al. 2021,
// github.com/hendrycks/math, modeling/math_equivalence.py): layout and units go, short forms are written out.

/** Longer answers are compared as they are: no reference has such a length. */
const maxLength = 2000;

export function normaliseLatex(latex: string): string {
  if (latex.length > maxLength) return latex;
  let text = latex
    .trim()
    .replace(/^\\[([]|\\[)\]]$/gu, '')
    .replaceAll(/\\?\$/gu, '')
    .replaceAll('\u2212', '-')
    // A negative space is no space: 10,\!080 is 10,080.
    .replaceAll(/\\!\s*/gu, '')
    .replaceAll(/\\(?:left|right|big|Big|bigg|Bigg|bigl|bigr|displaystyle|limits)(?![A-Za-z])/gu, '')
    .replaceAll(/(?<!\\)\\[,;: ]|\\(?:quad|qquad)(?![A-Za-z])|~/gu, ' ')
    .replaceAll(/\\[dt]frac(?![A-Za-z])/gu, '\\frac')
    .replaceAll(/\\(?:mbox|textbf|textrm|textit|mathrm|mathbf|text)(?=\s*\{)/gu, '\\text')
    .replaceAll(/\^\s*\{?\s*\\circ\s*\}?|\\degree(?![A-Za-z])|°/gu, '')
    .replaceAll(/\\(?=%)|%/gu, '')
    .replaceAll(/\{,\}/gu, ',')
    .replaceAll(/\\le(?![A-Za-z])/gu, '\\leq')
    .replaceAll(/\\ge(?![A-Za-z])/gu, '\\geq')
    .replaceAll(/\\(?:lbrace|\{)/gu, '\\{')
    .replaceAll(/\\(?:rbrace|\})/gu, '\\}');
  text = withoutUnit(text).trim().replace(/\.+$/u, '');
  text = text
    // \frac12, \frac{1}2, \sqrt2
    .replaceAll(/\\frac\s*(?:(\d)|\{([^{}]*)\})\s*(?:(\d)|\{([^{}]*)\})/gu, (_, a, b, c, d) => {
      return `\\frac{${String(a ?? b)}}{${String(c ?? d)}}`;
    })
    .replaceAll(/\\sqrt\s*(\d)/gu, '\\sqrt{$1}')
    .replaceAll(/(?<![\d.])\.(?=\d)/gu, '0.')
    // Thousands: a comma between groups of three digits, with no space behind it as in a list.
    .replaceAll(/(?<![\d,.([{])\d{1,3}(?:,\d{3})+(?![\d,])/gu, (number) => number.replaceAll(',', ''))
    .replaceAll(/_\{(\w)\}/gu, '_$1')
    .replaceAll(/\^\{(\w)\}/gu, '^$1')
    // A space between a command and a letter ends the command: \cos x.
    .replaceAll(/(?<!\\[A-Za-z]{1,20})\s+|\s+(?![A-Za-z\s])/gu, '')
    .replaceAll(/\s+/gu, ' ');
  return text;
}

/** A unit in \text{…} behind a value goes, with an exponent it may have; a text that is all of the answer stays. */
function withoutUnit(text: string): string {
  const unit = /^(.*[\d})\]])\s*\\text\s*\{[^{}]*\}\s*(?:\^\s*\{?\d\}?)?\s*\.?$/u.exec(text);
  if (unit?.[1] !== undefined) return unit[1];
  const whole = /^\\text\s*\{([^{}]*)\}$/u.exec(text.trim());
  return whole?.[1] ?? text;
}
