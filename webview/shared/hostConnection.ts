// Requests to the extension host and notifications from it, over any port that passes messages. Must not know the DOM.
import { fromErrorData, GuardrailError, type ErrorData } from '../../src/protocol/errors';
import type {
  HostNotificationMessage,
  PageNotifications,
  PageRequestName,
  PageRequests,
  WebviewRequestMessage,
} from '../../src/protocol/webview';

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: GuardrailError) => void;
}

export class HostConnection {
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<(message: HostNotificationMessage) => void>();
  private lastId = 0;
  private closed: GuardrailError | null = null;

  constructor(private readonly post: (message: WebviewRequestMessage) => void) {}

  /** @throws GuardrailError (as rejection): what the host answered, or that the connection was closed. */
  request<Name extends PageRequestName>(
    name: Name,
    params: PageRequests[Name]['params'],
  ): Promise<PageRequests[Name]['result']> {
    if (this.closed !== null) return Promise.reject(this.closed);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      // The host's handlers are typed by the same contract, so the result is what the name promises.
      this.pending.set(id, {
        resolve: (result) => resolve(result as PageRequests[Name]['result']),
        reject,
      });
      this.post({ type: 'request', id, name, params });
    });
  }

  /** Returns the function that ends the subscription. */
  onNotification<Name extends keyof PageNotifications>(
    name: Name,
    listener: (value: PageNotifications[Name]) => void,
  ): () => void {
    const wrapped = (message: HostNotificationMessage): void => {
      if (message.name === name) listener(message.value as PageNotifications[Name]);
    };
    this.listeners.add(wrapped);
    return () => void this.listeners.delete(wrapped);
  }

  /** Takes one message; whatever is no message of the host is ignored. */
  receive(message: unknown): void {
    if (!isRecord(message)) return;
    if (message['type'] === 'notification' && typeof message['name'] === 'string') {
      for (const listener of [...this.listeners]) listener(message as HostNotificationMessage);
    } else if (message['type'] === 'response' && typeof message['id'] === 'number') {
      const pending = this.pending.get(message['id']);
      this.pending.delete(message['id']);
      const error = message['error'];
      if (error === undefined) pending?.resolve(message['result']);
      else pending?.reject(fromErrorData(error as ErrorData));
    }
  }

  /** Rejects what is pending and everything asked from now on. */
  close(): void {
    this.closed ??= new GuardrailError('cancelled', 'The view was closed.', 'Open it again.');
    for (const { reject } of this.pending.values()) reject(this.closed);
    this.pending.clear();
    this.listeners.clear();
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
