// The host's end of a webview: every request is checked, handled and answered; notifications go out.
import type { Webview } from 'vscode';
import { toErrorData } from '../../protocol/errors';
import type {
  PageNotifications,
  PageRequestName,
  PageRequests,
  WebviewRequestName,
  WebviewResponseMessage,
} from '../../protocol/webview';
import { DisposableOwner } from '../disposables';
import type { RequestReader } from './readRequest';

/** Total over the contract of a view: a request without a handler does not compile. */
export type WebviewHandlers<Name extends PageRequestName = WebviewRequestName> = {
  readonly [One in Name]: (params: PageRequests[One]['params']) => Promise<PageRequests[One]['result']>;
};

/** `Name`: the requests that this view may send. */
export class WebviewChannel<Name extends PageRequestName = WebviewRequestName> extends DisposableOwner {
  private closed = false;

  constructor(
    private readonly webview: Webview,
    private readonly handlers: WebviewHandlers<Name>,
    private readonly read: RequestReader<Name>,
  ) {
    super();
    this.register(webview.onDidReceiveMessage((message: unknown) => void this.receive(message)));
  }

  notify<One extends keyof PageNotifications>(name: One, value: PageNotifications[One]): void {
    if (!this.closed) void this.webview.postMessage({ type: 'notification', name, value });
  }

  override dispose(): void {
    this.closed = true;
    super.dispose();
  }

  private async receive(message: unknown): Promise<void> {
    const request = this.read(message);
    if (request === null) return;
    const reply =
      'error' in request
        ? ({ type: 'response', id: request.id, error: toErrorData(request.error) } as const)
        : await this.answer(request.id, request.name, request.params);
    if (!this.closed) await this.webview.postMessage(reply);
  }

  private async answer(id: number, name: Name, params: unknown): Promise<WebviewResponseMessage> {
    try {
      const handler = this.handlers[name] as (params: unknown) => Promise<unknown>;
      return { type: 'response', id, result: await handler(params) };
    } catch (error) {
      return { type: 'response', id, error: toErrorData(error) };
    }
  }
}
