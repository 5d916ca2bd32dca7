// A field of a CSV file that people open in spreadsheets. Must not know what the file is about.
import { visibleText } from './visibleText';

/**
 * What spreadsheets take for the beginning of a formula, behind space too, and its wide forms, which some take for the same.
 * (OWASP, "CSV Injection")
 */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * As RFC 4180 has it. Text that would be a formula gets an apostrophe before it, and what hides or turns text is made visible:
 * answers are written by models.
 */
export function csvField(value: string): string {
  const shown = visibleText(value);
  const text = formula.test(value) ? `'${shown}` : shown;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export type CsvValue = string | number | boolean | null;

/** Numbers in full; what is not known, and what is no number, is empty. */
export function csvCell(value: CsvValue): string {
  if (typeof value === 'string') return csvField(value);
  return value === null || (typeof value === 'number' && !Number.isFinite(value)) ? '' : String(value);
}
