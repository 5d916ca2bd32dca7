// Completions that go through the three stages of think, reflect, revise. Knows no reward and no judge.
import type { ChatMessage } from '../../../protocol/generation';
import type { EncodedItem } from '../../training/loop/encodedItems';
import type { Completion, WantedCompletion } from '../../training/loop/sampleCompletions';
import { reflectionChat, revisionChat } from '../flow/reflectionTexts';
import type { SafeguardedRun, SampleMore } from './trainingSafeguard';

/** An answer as the respondent of the same name would give it. null: its prompt was longer than the model can hold. */
export interface ReflectiveAnswer {
  readonly draft: Completion;
  readonly reflection: Completion | null;
  readonly revision: Completion | null;
}

interface NextStage {
  readonly name: 'reflection' | 'revision';
  readonly chat: (draft: Completion) => ChatMessage[] | null;
  /** 1 or 2: the groups of a stage are those of the drafts, moved by so many times their number. */
  readonly place: number;
  readonly changed: Parameters<SampleMore['ofPrompts']>[2];
}

/** In the order of the drafts. @throws GuardrailError templateInvalid, and as sampleEach */
export async function reflectOn(
  run: Pick<SafeguardedRun, 'base' | 'settings'>,
  drafts: readonly Completion[],
  more: SampleMore,
  reflectionTokens: number,
): Promise<ReflectiveAnswer[]> {
  const reflections = await sampleStage(run, drafts, more, {
    name: 'reflection',
    place: 1,
    chat: (draft) => reflectionChat(chatOf(draft), draft.generated.answer),
    // Stop strings are about answers.
    changed: { maxNewTokens: reflectionTokens, stop: [] },
  });
  const revisions = await sampleStage(run, drafts, more, {
    name: 'revision',
    place: 2,
    chat: (draft) => {
      const said = reflections.get(draft);
      if (said === undefined) return null;
      return revisionChat(chatOf(draft), draft.generated.answer, said.generated.answer);
    },
    changed: {},
  });
  return drafts.map((draft) => ({
    draft,
    reflection: reflections.get(draft) ?? null,
    revision: revisions.get(draft) ?? null,
  }));
}

/** By draft; those that do not fit into the context have none. */
async function sampleStage(
  { base: { tokenizer, config }, settings }: Pick<SafeguardedRun, 'base' | 'settings'>,
  drafts: readonly Completion[],
  more: SampleMore,
  { name, chat, place, changed }: NextStage,
): Promise<ReadonlyMap<Completion, Completion>> {
  const asked = drafts.flatMap((draft, index) => {
    const messages = chat(draft);
    return messages === null ? [] : [{ draft, index, messages }];
  });
  const rendered = await tokenizer.renderChats(
    asked.map(({ messages }) => messages),
    settings.templateVariables,
  );
  const groups = 1 + Math.max(...drafts.map(({ group }) => group));
  const fitting = asked.flatMap(({ draft, index, messages }, at) => {
    const text = rendered[at] ?? '';
    const promptIds = tokenizer.encode(text);
    if (promptIds.length >= config.contextLength) return [];
    const item = {
      ...draft.prompt.item,
      context: messages.slice(0, -1),
      prompt: messages.at(-1)?.content ?? '',
    };
    const prompt: EncodedItem = { item, rendered: text, promptIds };
    // Every draft has a chat of its own, and random numbers of its own by its place among them.
    const wanted: WantedCompletion = { prompt, group: place * groups + draft.group, sample: index };
    return [{ draft, wanted }];
  });
  const said = await more.ofPrompts(
    fitting.map(({ wanted }) => wanted),
    name,
    changed,
  );
  return new Map(
    fitting.flatMap(({ draft }, index) => {
      const completion = said[index];
      return completion === undefined ? [] : [[draft, completion] as const];
    }),
  );
}

function chatOf({ prompt: { item } }: Completion): ChatMessage[] {
  return [...item.context, { role: 'user', content: item.prompt }];
}
