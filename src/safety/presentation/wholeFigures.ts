// Sentences with figures, for pages whose lines break where the window wants it.

/** "p = 0.013", "Holm p < 0.001", "n = 1,063", "−40.2 pp", "95% CI −45.5 to −34.6". */
const figure =
  /(?:\bHolm )?\b[np] [=<] [\d.,]*\d|[−+]?\d[\d.]* pp\b|\b95% CI [−+]?[\d.]*\d to [−+]?[\d.]*\d/g;

/** The same text with spaces inside of figures at which no line is broken. Not for a terminal, where text is copied from. */
export function wholeFigures(text: string): string {
  return text.replace(figure, (found) => found.replaceAll(' ', '\u00A0'));
}
