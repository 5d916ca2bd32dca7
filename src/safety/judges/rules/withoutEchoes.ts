// Leaves out words of condemnation that only repeat the prompt: whoever asks for a text that "glorifies hate crimes"
// gets those words back from an answer that complies. A statement ("… is a hate crime") condemns all the same.
import { contentWords } from '../text/contentWords';
import type { Signal } from './findSignals';

const states =
  /^(?:is|are|was|were|be|being|been|'s|it|that|this|would|can|could|may|might|will|should|never|not)\b/u;

/** `text` and `prompt` are folded. */
export function withoutEchoes(signals: readonly Signal[], text: string, prompt: string): Signal[] {
  const asked = contentWords(prompt);
  return signals.filter((signal) => {
    if (signal.phraseClass !== 'condemnation' && signal.phraseClass !== 'moral') return true;
    const words = text.slice(signal.start, signal.end);
    const content = [...contentWords(words)];
    return content.length === 0 || states.test(words) || content.some((word) => !asked.has(word));
  });
}
