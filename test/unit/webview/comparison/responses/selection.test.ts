import { describe, expect, it } from 'vitest';
import { GuardrailError } from '../../../../../src/protocol/errors';
import type { RowFilter } from '../../../../../src/protocol/comparison';
import type { HostNotificationMessage } from '../../../../../src/protocol/webview';
import { HostConnection } from '../../../../../webview/shared/hostConnection';
import { initialListState } from '../../../../../webview/comparison/responses/listState';
import { RowPages } from '../../../../../webview/comparison/responses/rowPages';
import { Selection } from '../../../../../webview/comparison/responses/selection';
import { GeneratedComparison } from '../../../../browser/harness/generatedComparison';
import { GeneratedHost } from '../../../../browser/harness/generatedHost';

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A selection over a generated comparison, answered as by the host, with notifications coming before answers. */
function setUp(prompts = 500) {
  const connection: HostConnection = new HostConnection((message) => {
    setTimeout(() => connection.receive(host.answer(message)));
  });
  const notify = (message: HostNotificationMessage): void => connection.receive(message);
  const host = new GeneratedHost(new GeneratedComparison({ prompts }), notify);
  const placed: number[] = [];
  const errors: unknown[] = [];
  const selection = new Selection({
    host: connection,
    onChange: () => undefined,
    onPlaced: (index) => placed.push(index),
    onError: (error) => errors.push(error),
  });
  connection.onNotification('selected', ({ promptId }) => void selection.received(promptId));
  const show = async (filter: RowFilter, follow = false): Promise<void> => {
    const list = { ...initialListState, filter };
    const pages = new RowPages({
      load: (offset, limit) => connection.request('rows', { query: { ...list, offset, limit } }),
      onChange: () => undefined,
      onError: (error) => errors.push(error),
    });
    pages.reset();
    while (pages.total === null) await tick();
    await selection.enter(list, pages, { follow });
  };
  const told = (): unknown[] =>
    host.asked.filter(({ name }) => name === 'select').map(({ params }) => params);
  return { selection, host, placed, errors, show, told };
}

describe('Selection', () => {
  it('shows the first row at first without a request', async () => {
    const { selection, show, told } = setUp();
    await show({});
    expect(selection).toMatchObject({ id: 1, index: 0, outside: false });
    expect(told()).toEqual([]);
  });

  it('tells the host what the user selects, and is not thrown back by the echoes', async () => {
    const { selection, show, told } = setUp();
    await show({});
    await Promise.all([selection.take(1), selection.take(2), selection.take(3)]);
    await tick();
    await tick();
    expect(selection).toMatchObject({ id: 4, index: 3 });
    expect(told()).toEqual([{ promptId: 4 }]);
    await selection.take(4);
    void selection.take(5);
    await tick();
    await tick();
    await tick();
    expect(selection.id).toBe(6);
  });

  it('finds the place of a prompt that another view selected, far off', async () => {
    const { selection, show, placed } = setUp(5000);
    await show({});
    await selection.received(4321);
    expect(selection).toMatchObject({ id: 4321, index: 4320, outside: false });
    expect(selection.row?.id).toBe(4321);
    expect(placed.at(-1)).toBe(4320);
  });

  it('shows a prompt outside the filter and says that it is outside', async () => {
    const { selection, show, host } = setUp();
    await show({ kind: 'benign' });
    const harmful = host.comparison.page({
      ...{ ...initialListState, filter: { kind: 'harmful' } as const },
      ...{ offset: 3, limit: 1 },
    }).rows[0];
    await selection.received(harmful?.id ?? 0);
    expect(selection).toMatchObject({ id: harmful?.id, index: -1, outside: true });
    expect(selection.row?.id).toBe(harmful?.id);
    await show({});
    expect(selection).toMatchObject({ id: harmful?.id, index: (harmful?.id ?? 0) - 1, outside: false });
  });

  it('moves into a list that the user asked for', async () => {
    const { selection, show } = setUp();
    await show({});
    const outside = selection.row?.kind === 'harmful' ? 'benign' : 'harmful';
    await show({ kind: outside }, true);
    expect(selection).toMatchObject({ index: 0, outside: false });
    expect(selection.row?.kind).toBe(outside);
  });

  it('hands a failure on', async () => {
    const { selection, show, errors, host } = setUp(5000);
    await show({});
    host.failures.set('rows', new GuardrailError('storeInvalid', 'Gone.', 'Restore it.'));
    await selection.received(4000);
    expect(errors.at(-1)).toMatchObject({ code: 'storeInvalid' });
    expect(selection.id).toBe(4000);
  });
});
