import { describe, expect, test, vi } from 'vitest';
import type { EngineClient } from '../../../../src/client/engineClient';
import { Servings, type RunningServing } from '../../../../src/host/serving/servings';
import { addressText, distinctNames, servingText } from '../../../../src/host/serving/servingText';
import { GuardrailError } from '../../../../src/protocol/errors';
import type { ServeProgress, ServeSpec } from '../../../../src/protocol/serving';

vi.mock('vscode', async () => ({ EventEmitter: (await import('../fakeVscode')).EventEmitter }));

const spec: ServeSpec = {
  ref: { path: '/m/base' },
  adapters: [{ name: 'lora', path: '/m/lora' }],
  host: '127.0.0.1',
  port: 0,
  apiKey: null,
  fixedBatch: false,
  batchSize: 4,
  allowRemote: false,
};
const at = (requests: number): ServeProgress => ({
  url: 'http://127.0.0.1:8080/v1',
  requests,
  active: 1,
  tokensPerSecond: 12.4,
});

interface Options {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ServeProgress) => void;
}

/** An engine that serves until it is cancelled, or fails at once. */
function engines(failure?: GuardrailError) {
  const made: { disposed: boolean; progress: (value: ServeProgress) => void }[] = [];
  const newEngine = (): Pick<EngineClient, 'request' | 'dispose'> => {
    const engine = { disposed: false, progress: (_: ServeProgress): void => undefined };
    made.push(engine);
    const request = (_: string, __: ServeSpec, { signal, onProgress }: Options): Promise<unknown> =>
      new Promise((_resolve, reject) => {
        if (failure !== undefined) reject(failure);
        engine.progress = onProgress;
        signal.addEventListener('abort', () => reject(new GuardrailError('cancelled', 'Cancelled.', '')));
      });
    const dispose = (): void => {
      engine.disposed = true;
    };
    return { request, dispose } as unknown as Pick<EngineClient, 'request' | 'dispose'>;
  };
  return { made, newEngine };
}

describe('checkpoints that are served', () => {
  test('have an engine each, are running once they have an address, and end when stopped', async () => {
    const { made, newEngine } = engines();
    const servings = new Servings(newEngine);
    const ready: RunningServing[] = [];
    const start = (name: string): Promise<number> =>
      servings.start({
        name,
        spec,
        signal: new AbortController().signal,
        onReady: (serving) => ready.push(serving),
      });
    const [one, two] = [start('one'), start('two')];
    expect(made).toHaveLength(2);
    expect(servings.running()).toEqual([]);
    made[0]?.progress(at(0));
    made[0]?.progress(at(3));
    expect(ready.map(({ name }) => name)).toEqual(['one']);
    const [running] = servings.running();
    expect(running && addressText(running)).toBe('127.0.0.1:8080');
    expect(running && servingText(running)).toBe('3 requests · 1 being answered · 12 tokens/s');
    ready[0]?.stop();
    expect(await one).toBe(3);
    expect(made.map(({ disposed }) => disposed)).toEqual([true, false]);
    servings.dispose();
    await expect(two).rejects.toMatchObject({ code: 'cancelled' });
    expect(made.every(({ disposed }) => disposed)).toBe(true);
  });

  test('one that cannot be loaded fails with its reason and leaves nothing behind', async () => {
    const { made, newEngine } = engines(new GuardrailError('checkpointCorrupt', 'It is broken.', ''));
    const servings = new Servings(newEngine);
    const start = { name: 'one', spec, signal: new AbortController().signal, onReady: () => undefined };
    await expect(servings.start(start)).rejects.toMatchObject({ code: 'checkpointCorrupt' });
    expect(servings.all()).toEqual([]);
    expect(made[0]?.disposed).toBe(true);
  });
});

test('names for clients are each given once', () => {
  expect(distinctNames(['base', 'lora', 'lora', 'lora-2', 'base'])).toEqual([
    'base',
    'lora',
    'lora-2',
    'lora-2-2',
    'base-2',
  ]);
});
