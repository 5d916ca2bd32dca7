// Answers that the limit of tokens cut: says how many, asks for a higher limit, and runs the comparison on.
import { window } from 'vscode';
import { cutText, offerText } from '../../safety/presentation/cutAnswersText';
import type { Actions } from '../actions';
import { numberProblem } from './askNumber';

const mostTokens = 32_768;

/** Shows errors itself; resolves at the end of the run. */
export async function askToContinue(actions: Actions, path: string): Promise<void> {
  await actions.shown(async () => {
    const cut = await actions.engine.request('cutAnswers', { path });
    const said = cutText(cut);
    if (said === null || cut.offer === null) {
      void window.showInformationMessage('No answer of this comparison was cut that could go on.');
      return;
    }
    const bounds = { least: cut.limit + 1, most: Math.max(mostTokens, cut.offer.limit), whole: true };
    const text = await window.showInputBox({
      title: 'Continue Cut Answers: tokens per response',
      prompt: [said, offerText(cut)].filter((part) => part !== null).join(' '),
      value: String(cut.offer.limit),
      ignoreFocusOut: true,
      validateInput: (typed) => numberProblem(typed, bounds),
    });
    if (text === undefined) return;
    await actions.engine.request('continueAnswers', { path, maxNewTokens: Number(text) });
    await actions.resume(path);
  });
}
