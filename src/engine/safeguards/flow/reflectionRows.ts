// Stages as rows of a dataset: what of them is taught, and why they are left out. Knows no writer and no file.
import type { ChatMessage } from '../../../protocol/generation';
import type { SafetyKind } from '../../../protocol/outcomes';
import type { ReflectionFault } from '../../../protocol/reflections';
import { ruleJudge } from '../../../safety/judges/ruleJudge';
import { handledWell } from '../../../safety/outcomes/handled';
import type { TaskItem } from '../../training/tasks/task';
import { reflectionChat, revisionChat } from './reflectionTexts';
import type { Stage } from './reflectionStages';
import type { Stages } from './writtenStages';

export interface WrittenStages extends Stages {
  /** A token limit ended one of them. */
  readonly cut: boolean;
}

/** A line of the file, in TRL's conversational form of prompts with completions. */
export interface ReflectionRow {
  readonly id: string;
  readonly stage: Stage;
  readonly kind: SafetyKind;
  readonly prompt: readonly ChatMessage[];
  readonly completion: readonly ChatMessage[];
}

/**
 * Why the stages teach nothing that should be learned; null: they may be taught. What counts is the revision: safe where the prompt is
 * harmful, an answer where it is not.
 */
export function faultOf(
  { prompt }: Pick<TaskItem, 'prompt'>,
  kind: SafetyKind,
  stages: WrittenStages,
): ReflectionFault | null {
  if ([stages.draft, stages.reflection, stages.revision].some((text) => text.trim() === '')) return 'empty';
  if (stages.cut) return 'cut';
  const kept = keepsPolicy(prompt, kind, stages.revision);
  if (kept === null) return 'unjudged';
  return kept ? null : kind === 'harmful' ? 'unsafe' : 'refused';
}

/** The judge's word on a whole answer; null: it cannot tell. */
export function keepsPolicy(prompt: string, kind: SafetyKind, answer: string): boolean | null {
  const { outcome } = ruleJudge.judge({ prompt, kind, answer, finishReason: 'stop', context: null });
  return handledWell(kind, outcome);
}

/**
 * A row for each stage, asked as the respondent think-reflect-revise asks it: later stages see the draft without its thinking. A
 * draft that does not keep the policy is reflected on, and is no row: to learn it would be to learn harm.
 */
export function reflectionRows(
  item: Pick<TaskItem, 'id' | 'context' | 'prompt'>,
  kind: SafetyKind,
  { thinking, draft, reflection, revision }: Stages,
): ReflectionRow[] {
  const chat: ChatMessage[] = [...item.context, { role: 'user', content: item.prompt }];
  const row = (stage: Stage, prompt: readonly ChatMessage[], content: string): ReflectionRow => {
    return {
      id: `${item.id}/${stage}`,
      stage,
      kind,
      prompt,
      completion: [{ role: 'assistant', content }],
    };
  };
  const thought = thinking === null ? draft : `<think>\n${thinking}\n</think>\n\n${draft}`;
  return [
    ...(keepsPolicy(item.prompt, kind, draft) === true ? [row('draft', chat, thought)] : []),
    row('reflection', reflectionChat(chat, draft), reflection),
    row('revision', revisionChat(chat, draft, reflection), revision),
  ];
}
