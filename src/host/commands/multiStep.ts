// Questions one after the other with a way back, in VS Code's own quick input.
import { QuickInputButtons, window, type QuickPick, type QuickPickItem } from 'vscode';

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
  /** Goes on in the background; `show` replaces the items in place. The signal ends with the step. Does not throw. */
  readonly whileShown?: (show: (items: readonly Item[]) => void, signal: AbortSignal) => Promise<void>;
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
  const shown = new AbortController();
  void inBackground(input, options, shown.signal);
  return new Promise<StepResult<readonly Item[]>>((resolve) => {
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
  }).finally(() => shown.abort());
}

async function inBackground<Item extends QuickPickItem>(
  input: QuickPick<Item>,
  { whileShown }: PickStep<Item>,
  signal: AbortSignal,
): Promise<void> {
  if (whileShown === undefined) return;
  input.busy = true;
  await whileShown((items) => {
    if (signal.aborted) return;
    const active = input.items.findIndex((item) => input.activeItems.includes(item));
    input.items = items;
    const again = items[active];
    if (again !== undefined) input.activeItems = [again];
  }, signal);
  if (!signal.aborted) input.busy = false;
}

/** A question: takes the answers so far, gives them with its own, or says back or cancelled. */
export type Step<Answers> = (
  answers: Answers,
  step: number,
  totalSteps: number,
) => Promise<StepResult<Answers>>;

/** What a step asks. `answers`: those so far. */
export interface Question<Answers, Item extends QuickPickItem> {
  readonly title: string;
  readonly placeholder: (answers: Answers) => string;
  readonly items: (answers: Answers) => readonly Item[];
  readonly many: boolean;
  readonly isChosen: (item: Item, answers: Answers) => boolean;
  /** The answers with this one; at least one item is chosen. */
  readonly answer: (answers: Answers, chosen: readonly Item[]) => Answers;
}

/** A step of one pick, in which what was answered before is chosen. */
export function pickStep<Answers, Item extends QuickPickItem>(
  question: Question<Answers, Item>,
): Step<Answers> {
  return async (answers, step, totalSteps) => {
    const items = question.items(answers);
    const result = await pick({
      title: question.title,
      step,
      totalSteps,
      placeholder: question.placeholder(answers),
      items,
      many: question.many,
      chosen: items.filter((item) => question.isChosen(item, answers)),
    });
    return typeof result === 'string' ? result : { answer: question.answer(answers, result.answer) };
  };
}

/**
 * Asks all; null when cancelled. Going back keeps what was answered as the default. `stepsFor`: the steps that fit the
 * answers so far; an answer may change the steps after its own, never those before.
 */
export async function askAll<Answers>(
  start: Answers,
  stepsFor: (answers: Answers) => readonly Step<Answers>[],
): Promise<Answers | null> {
  let answers = start;
  let index = 0;
  for (;;) {
    const steps = stepsFor(answers);
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
