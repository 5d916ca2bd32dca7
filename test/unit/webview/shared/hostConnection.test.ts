import { describe, expect, it } from 'vitest';
import type { WebviewRequestMessage } from '../../../../src/protocol/webview';
import { HostConnection } from '../../../../webview/shared/hostConnection';

function connect(): { connection: HostConnection; sent: WebviewRequestMessage[] } {
  const sent: WebviewRequestMessage[] = [];
  return { connection: new HostConnection((message) => sent.push(message)), sent };
}

describe('HostConnection', () => {
  it('gives every answer to the request it belongs to, in whatever order they come', async () => {
    const { connection, sent } = connect();
    const flip = connection.request('nextFlip', { fromPromptId: 1, backwards: false });
    const selected = connection.request('select', { promptId: 4 });
    expect(sent.map(({ name }) => name)).toEqual(['nextFlip', 'select']);
    connection.receive({ type: 'response', id: sent[1]?.id, result: null });
    connection.receive({ type: 'response', id: sent[0]?.id, result: { promptId: 7 } });
    expect(await selected).toBeNull();
    expect(await flip).toEqual({ promptId: 7 });
  });

  it('rejects with what the host says', async () => {
    const { connection, sent } = connect();
    const answer = connection.request('state', {});
    const error = { code: 'storeInvalid', message: 'The file is gone.', advice: 'Restore it.' };
    connection.receive({ type: 'response', id: sent[0]?.id, error });
    await expect(answer).rejects.toMatchObject(error);
  });

  it('rejects what is pending and what is asked later once it is closed', async () => {
    const { connection } = connect();
    const before = connection.request('state', {});
    connection.close();
    await expect(before).rejects.toMatchObject({ code: 'cancelled' });
    await expect(connection.request('state', {})).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('tells listeners of their own notification until they unsubscribe', () => {
    const { connection } = connect();
    const heard: number[] = [];
    const unsubscribe = connection.onNotification('selected', ({ promptId }) => heard.push(promptId));
    connection.receive({ type: 'notification', name: 'selected', value: { promptId: 1 } });
    connection.receive({ type: 'notification', name: 'progress', value: null });
    unsubscribe();
    connection.receive({ type: 'notification', name: 'selected', value: { promptId: 2 } });
    expect(heard).toEqual([1]);
  });

  it.each([
    null,
    'text',
    [],
    { type: 'response' },
    { type: 'response', id: 99, result: 1 },
    { type: 'other' },
  ])('ignores %j, which is no message of the host', (message) => {
    const { connection } = connect();
    expect(() => connection.receive(message)).not.toThrow();
  });
});
