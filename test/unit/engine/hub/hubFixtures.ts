// A small checkpoint on a fake hub, and calls to it.
import { join } from 'node:path';
import type { HubProgress } from '../../../../src/protocol/hub';
import { downloadPlanned } from '../../../../src/engine/hub/downloadPlanned';
import type { HubCall } from '../../../../src/engine/hub/hubApi';
import type { Patience } from '../../../../src/engine/hub/hubRequest';
import { planCheckpoint } from '../../../../src/engine/hub/planDownload';
import { parseHubText } from '../../../../src/safety/subjects/hubText';
import { fakeHub } from '../../../support/fakeHub';
import { commitOf, type FakeHub, type FakeRepository } from '../../../workbench/hubServer';

export const mainCommit = commitOf('main');
export const weights = Buffer.alloc(100_000, 'weights of the tiny model ');
export const config = '{"model_type":"llama"}';

export const tiny: FakeRepository = {
  name: 'tiny-org/Tiny-Chat',
  licence: 'apache-2.0',
  branches: { 'v1.0': commitOf('v1.0') },
  files: {
    '.gitattributes': '*.safetensors filter=lfs',
    'README.md': '# Tiny',
    'config.json': config,
    'model.safetensors': weights,
    'pytorch_model.bin': 'pickle',
    'tokenizer.json': '{}',
    'onnx/model.onnx': 'other',
    'runs/events.out': 'log',
  },
};

const hasty: Patience = { attempts: 4, backoff: 1, longestWait: 2000, silence: 2000 };

export interface Asked {
  readonly hub: FakeHub;
  readonly call: HubCall;
  readonly progress: HubProgress[];
  readonly waits: string[];
  readonly download: (text: string, signal?: AbortSignal) => ReturnType<typeof downloadPlanned>;
  readonly plan: (text: string) => ReturnType<typeof planCheckpoint>;
}

export async function asking(
  cacheFolder: string,
  repositories: readonly FakeRepository[] = [tiny],
  { key = null, patience = {} }: { readonly key?: string | null; readonly patience?: Partial<Patience> } = {},
): Promise<Asked> {
  const hub = await fakeHub(repositories);
  const progress: HubProgress[] = [];
  const waits: string[] = [];
  const call: HubCall = {
    access: { endpoint: hub.url, key, cacheFolder },
    onWait: (note) => void waits.push(note),
    patience: { ...hasty, ...patience },
  };
  return {
    hub,
    call,
    progress,
    waits,
    plan: (text) => planCheckpoint(parseHubText(text), call),
    download: async (text, signal) => {
      const mine = signal === undefined ? call : { ...call, signal };
      return downloadPlanned(await planCheckpoint(parseHubText(text), mine), mine, (one) =>
        progress.push(one),
      );
    },
  };
}

export function tinyFolder(cacheFolder: string): string {
  return join(cacheFolder, 'models--tiny-org--Tiny-Chat');
}
