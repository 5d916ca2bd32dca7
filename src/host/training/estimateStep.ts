// The last question before a training starts: what the run takes, measured while it is asked, and whether to start it.
import { basename } from 'node:path';
import { QuickPickItemKind, type QuickPickItem } from 'vscode';
import { toErrorData } from '../../protocol/errors';
import type { TrainingPlan } from '../../protocol/training';
import { planFigures, planLine, planWarnings } from '../../safety/presentation/trainingPlanText';
import { visibleText } from '../../safety/presentation/visibleText';
import { pick } from '../commands/multiStep';

export interface EstimateQuestion {
  readonly configPath: string;
  /** Tries the run's first step; ends with the signal. */
  readonly measure: (signal: AbortSignal) => Promise<TrainingPlan>;
  /** The figures with a prompt and an answer, to read. */
  readonly read: (plan: TrainingPlan) => Promise<void>;
}

type Choice = 'start' | 'settings' | 'read';

interface EstimateItem extends QuickPickItem {
  readonly choice?: Choice;
}

/** Whether to start. What was not measured in time does not hold up the start. */
export async function askToStart(question: EstimateQuestion): Promise<boolean> {
  let plan: TrainingPlan | null = null;
  for (;;) {
    const asked = await askOnce(question, plan);
    plan = asked.plan;
    if (asked.choice !== 'read') return asked.choice === 'start';
    // It stands behind the question, which is asked again.
    if (plan !== null) await question.read(plan);
  }
}

/** `before`: what was measured for an earlier question. */
async function askOnce(
  { configPath, measure }: EstimateQuestion,
  before: TrainingPlan | null,
): Promise<{ readonly plan: TrainingPlan | null; readonly choice: Choice | null }> {
  let plan = before;
  const result = await pick<EstimateItem>({
    title: `Train ${basename(configPath)}`,
    step: 1,
    totalSteps: 1,
    placeholder: 'What the run takes: start it, or change its settings first',
    items: estimateItems(before, before === null ? measuring : planLine(before)),
    many: false,
    chosen: [],
    whileShown: async (show, signal) => {
      if (before !== null) return;
      try {
        plan = await measure(signal);
        show(estimateItems(plan, planLine(plan)));
      } catch (error) {
        const { message, advice } = toErrorData(error);
        show(estimateItems(null, `${message} ${advice}`));
      }
    },
  });
  return { plan, choice: typeof result === 'string' ? null : (result.answer[0]?.choice ?? null) };
}

const measuring = 'measuring: a first step is tried…';

/** `line`: what stands under Start. */
export function estimateItems(plan: TrainingPlan | null, line: string): EstimateItem[] {
  const warnings = plan === null ? [] : planWarnings(plan);
  return [
    { label: '$(play) Start Training', detail: visibleText(line), alwaysShow: true, choice: 'start' },
    {
      label: '$(edit) Change the Settings',
      description: 'in the file; its lenses start it',
      choice: 'settings',
    },
    ...(plan === null
      ? []
      : [
          ...(plan.sample === null
            ? []
            : [
                {
                  label: '$(comment) Read a Prompt and an Answer',
                  description: 'as the model gives it now, with its rewards',
                  choice: 'read' as const,
                },
              ]),
          { label: 'What the run takes', kind: QuickPickItemKind.Separator },
          ...planFigures(plan).map(({ label, text }) => readable({ label, description: text })),
          ...warnings.map((text) => readable({ label: '$(warning) Warning', detail: text })),
          ...plan.remarks.map((text) => readable({ label: '$(info) Note', detail: visibleText(text) })),
        ]),
  ];
}

/** A figure: choosing it shows all of them as text. */
function readable(item: QuickPickItem): EstimateItem {
  return { ...item, choice: 'read' };
}
