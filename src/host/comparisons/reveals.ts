// Which covered prompts the user has asked to see, by comparison, for as long as this window lives. Kept nowhere else: what
// was shown to one person is not shown to the next.
import type { RevealedPrompts } from '../../protocol/webview';

const none: RevealedPrompts = { all: false, prompts: [] };

export class Reveals {
  private readonly byPath = new Map<string, RevealedPrompts>();

  of(path: string): RevealedPrompts {
    return this.byPath.get(path) ?? none;
  }

  /** `promptId`: null is every prompt. Covering one of a comparison that is shown as a whole covers all of it again. */
  set(path: string, promptId: number | null, shown: boolean): RevealedPrompts {
    const before = this.of(path);
    const after = changed(before, promptId, shown);
    this.byPath.set(path, after);
    return after;
  }
}

function changed(before: RevealedPrompts, promptId: number | null, shown: boolean): RevealedPrompts {
  if (promptId === null) return { all: shown, prompts: [] };
  if (before.all) return shown ? before : none;
  const others = before.prompts.filter((id) => id !== promptId);
  return { all: false, prompts: shown ? [...others, promptId] : others };
}
