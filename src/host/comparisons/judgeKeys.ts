// Keys of judge endpoints: kept in VS Code's secret storage, never in settings or comparison files.
import { window, type SecretStorage } from 'vscode';
import type { ComparisonFacts } from '../../protocol/comparison';
import type { EngineService } from '../engineService';

const prefix = 'guardrailLens.judge:';

export class JudgeKeys {
  constructor(private readonly secrets: SecretStorage) {}

  /** The keys that a comparison's judges need, by endpoint URL. */
  async forComparison(
    engine: EngineService,
    path: string,
  ): Promise<{ facts: ComparisonFacts; keys: Record<string, string> }> {
    const facts = await engine.request('describeComparison', { path });
    const keys: Record<string, string> = {};
    for (const judge of facts.spec.judges) {
      if (judge.kind !== 'endpoint') continue;
      const key = await this.secrets.get(prefix + judge.url);
      if (key !== undefined) keys[judge.url] = key;
    }
    return { facts, keys };
  }

  /** Asks for a URL and its key; an empty key forgets it. */
  async ask(): Promise<void> {
    const url = await window.showInputBox({
      title: 'Judge endpoint',
      prompt: 'Base URL of the OpenAI-compatible endpoint, as the comparison names it',
      placeHolder: 'http://localhost:8000/v1',
      ignoreFocusOut: true,
    });
    if (url === undefined || url === '') return;
    const key = await window.showInputBox({
      title: `API key for ${url}`,
      prompt: 'Kept in the secret storage of this machine. Leave empty to forget it.',
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return;
    if (key === '') await this.secrets.delete(prefix + url);
    else await this.secrets.store(prefix + url, key);
  }
}
