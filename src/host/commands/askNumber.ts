// A number in an input box that says at once what is wrong with it.
import { window } from 'vscode';

export interface NumberQuestion {
  readonly what: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** null when cancelled. */
export async function askNumber(question: NumberQuestion): Promise<number | null> {
  const text = await window.showInputBox({
    title: question.what,
    value: String(question.value),
    ignoreFocusOut: true,
    validateInput: (typed) => numberProblem(typed, question),
  });
  return text === undefined ? null : Number(text);
}

/** What is wrong with the text; null: nothing. */
export function numberProblem(
  text: string,
  { least, most, whole }: Pick<NumberQuestion, 'least' | 'most' | 'whole'>,
): string | null {
  const value = Number(text);
  const fits = text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value));
  if (fits) return null;
  const count = (limit: number): string => limit.toLocaleString('en-US');
  return `${whole ? 'A whole number' : 'A number'} from ${count(least)} to ${count(most)}`;
}
