// Chats through the chat template. Templates render in another process; chats that arrive while it is busy go there together.
import type { ChatMessage } from '../../protocol/generation';
import type { TemplateVariables as Variables } from '../../protocol/templateVariables';
import type { ChatTokenizer } from '../checkpoints/checkpoint';

interface WaitingChat {
  readonly messages: readonly ChatMessage[];
  readonly resolve: (prompt: string) => void;
  readonly reject: (error: unknown) => void;
}

export class ChatPrompts {
  /** By their variables. */
  private readonly waiting = new Map<
    string,
    { readonly variables: Variables; readonly chats: WaitingChat[] }
  >();
  private busy = false;

  constructor(private readonly tokenizer: Pick<ChatTokenizer, 'renderChats'>) {}

  /** @throws GuardrailError templateInvalid */
  render(messages: readonly ChatMessage[], variables: Variables): Promise<string> {
    return new Promise((resolve, reject) => {
      const key = JSON.stringify(variables);
      const group = this.waiting.get(key) ?? { variables, chats: [] };
      group.chats.push({ messages, resolve, reject });
      this.waiting.set(key, group);
      if (!this.busy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.busy = true;
    // Requests that came together are all parsed then.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const [first] = this.waiting;
      if (first === undefined) break;
      const [key, { variables, chats }] = first;
      this.waiting.delete(key);
      await this.renderGroup(chats, variables);
    }
    this.busy = false;
  }

  private async renderGroup(chats: readonly WaitingChat[], variables: Variables): Promise<void> {
    try {
      const prompts = await this.tokenizer.renderChats(
        chats.map(({ messages }) => messages),
        variables,
      );
      chats.forEach(({ resolve }, index) => resolve(prompts[index] ?? ''));
    } catch (error) {
      const [only] = chats;
      if (chats.length === 1) only?.reject(error);
      // One chat that the template refuses must not fail the others.
      else for (const chat of chats) await this.renderGroup([chat], variables);
    }
  }
}
