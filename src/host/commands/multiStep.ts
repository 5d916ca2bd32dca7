// Questions one after the other with a way back, in VS Code's own quick input.
import { QuickInputButtons, window, type QuickPickItem } from 'vscode';

/** `back`: the button or its key; `cancelled`: Escape. */
export type StepResult<T> = { readonly answer: T } | 'back' | 'cancelled';

export interface PickStep<Item extends QuickPickItem> {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly placeholder: string;
  readonly items: readonly Item[];
  readonly many: boolean;
  /** Items chosen at first. */
  readonly chosen: readonly Item[];
}

/** One pick; resolves with the chosen items (at least one). */
export function pick<Item extends QuickPickItem>(
  options: PickStep<Item>,
): Promise<StepResult<readonly Item[]>> {
  const input = window.createQuickPick<Item>();
  input.title = options.title;
  input.step = options.step;
  input.totalSteps = options.totalSteps;
  input.placeholder = options.placeholder;
  input.canSelectMany = options.many;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.ignoreFocusOut = true;
  input.items = options.items;
  if (options.many) input.selectedItems = options.chosen;
  // No active item at all would leave Enter without effect: the first one is VS Code's own default.
  else if (options.chosen.length > 0) input.activeItems = options.chosen;
  if (options.step > 1) input.buttons = [QuickInputButtons.Back];
  return new Promise((resolve) => {
    input.onDidTriggerButton(() => {
      resolve('back');
      input.dispose();
    });
    input.onDidAccept(() => {
      const answer = options.many ? input.selectedItems : input.activeItems;
      if (answer.length === 0) return;
      resolve({ answer: [...answer] });
      input.dispose();
    });
    input.onDidHide(() => {
      resolve('cancelled');
      input.dispose();
    });
    input.show();
  });
}

/** A question: takes the answers so far, gives them with its own, or says back or cancelled. */
export type Step<Answers> = (
  answers: Answers,
  step: number,
  totalSteps: number,
) => Promise<StepResult<Answers>>;

/** Asks all; null when cancelled. Going back keeps what was answered as the default. */
export async function askAll<Answers>(
  start: Answers,
  steps: readonly Step<Answers>[],
): Promise<Answers | null> {
  let answers = start;
  let index = 0;
  for (;;) {
    const step = steps[index];
    if (step === undefined) return answers;
    const result = await step(answers, index + 1, steps.length);
    if (result === 'cancelled') return null;
    if (result === 'back') index = Math.max(0, index - 1);
    else {
      answers = result.answer;
      index++;
    }
  }
}
