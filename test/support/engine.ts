// An engine client over the bundle, as every front end uses it.
import { EngineClient, type ClientSettings } from '../../src/client/engineClient';
import { enginePath, mediaFolder } from './paths';

export function testClient(
  options: {
    readonly engine?: string;
    readonly settings?: Partial<ClientSettings>;
    readonly log?: string[];
    readonly notes?: string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): EngineClient {
  return new EngineClient(
    {
      enginePath: options.engine ?? enginePath,
      execPath: process.execPath,
      env: { ...process.env, ...options.env },
      log: (line) => options.log?.push(line),
      note: (sentence) => options.notes?.push(sentence),
    },
    { memoryLimit: null, provider: 'cpu', mediaFolder, ...options.settings },
  );
}
