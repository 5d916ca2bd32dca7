// Keeps the prompts of the built-in suites out of the training text, in their own words and in nearly the same ones.

/** Two prompts are near where this share of all their different words is in both. */
const nearShare = 0.7;
/** … or where so many words in a row are the same. */
const nearRun = 7;

export interface HeldOutPrompts {
  /** Whether a prompt is one of them, or too much like one. */
  isNear(prompt: string): boolean;
}

export function heldOutPrompts(prompts: readonly string[]): HeldOutPrompts {
  const kept = prompts.map((prompt) => new Set(wordsOf(prompt)));
  const runs = new Set(prompts.flatMap((prompt) => runsOf(wordsOf(prompt))));
  const byWord = new Map<string, number[]>();
  kept.forEach((words, index) => {
    for (const word of words) byWord.set(word, [...(byWord.get(word) ?? []), index]);
  });
  return {
    isNear(prompt) {
      const words = wordsOf(prompt);
      if (runsOf(words).some((run) => runs.has(run))) return true;
      const own = new Set(words);
      const shared = new Map<number, number>();
      for (const word of own) {
        for (const index of byWord.get(word) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
      }
      for (const [index, both] of shared) {
        if (both / (own.size + (kept[index]?.size ?? 0) - both) >= nearShare) return true;
      }
      return false;
    },
  };
}

function wordsOf(prompt: string): string[] {
  return prompt.toLowerCase().match(/[\p{L}\p{M}\p{N}']+/gu) ?? [];
}

/** Every `nearRun` words in a row; a shorter prompt is one run. */
function runsOf(words: readonly string[]): string[] {
  if (words.length <= nearRun) return [words.join(' ')];
  return Array.from({ length: words.length - nearRun + 1 }, (_, at) =>
    words.slice(at, at + nearRun).join(' '),
  );
}
