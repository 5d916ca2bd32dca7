// This page's connection to the extension host, and what the page remembers when it is hidden, moved or reloaded.
import { HostConnection, isRecord } from './hostConnection';
import { vscodeApi } from './vscodeApi';

export const host = new HostConnection((message) => vscodeApi.postMessage(message));

window.addEventListener('message', (event: MessageEvent<unknown>) => host.receive(event.data));
window.addEventListener('pagehide', () => host.close());

/** What the part of the page remembered; of unknown shape, since an older version may have written it. */
export function readUiState(part: string): unknown {
  const state = vscodeApi.getState();
  return isRecord(state) ? state[part] : undefined;
}

/** `value` is plain data. */
export function writeUiState(part: string, value: unknown): void {
  const state = vscodeApi.getState();
  vscodeApi.setState({ ...(isRecord(state) ? state : {}), [part]: value });
}
