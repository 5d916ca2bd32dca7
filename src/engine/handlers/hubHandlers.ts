// Requests about the hub. Nothing but these asks it, and they come only when a user wants something of it.
import { join } from 'node:path';
import type { HubProgress } from '../../protocol/hub';
import { hubAccess, hubSettings } from '../hub/hubAccess';
import { searchModels, type HubCall } from '../hub/hubApi';
import { catalogueEntry } from '../../safety/suites/catalogue/catalogue';
import type { EngineContext } from '../engineContext';
import { downloadPlanned } from '../hub/downloadPlanned';
import { getBenchmark } from '../hub/getBenchmark';
import { findSnapshot } from '../hub/localSnapshot';
import { choicesOf, planCheckpoint } from '../hub/planDownload';
import { planBenchmark } from '../hub/planBenchmark';
import { userFolder } from '../userFolder';
import type { CallContext, Handlers } from '../rpc/answerRequests';

type HubRequest =
  | 'hubSettings'
  | 'findOnHub'
  | 'hubChoices'
  | 'planHubDownload'
  | 'downloadFromHub'
  | 'locateHubDownload'
  | 'planBenchmark'
  | 'getBenchmark';

/** Between two reports of progress within one file, milliseconds. */
const reportEvery = 100;
const mostModels = 50;

export function hubHandlers(context: () => EngineContext): Pick<Handlers, HubRequest> {
  return {
    planBenchmark: async ({ id, folder, update, apiKeys }, { signal }) => {
      const tools = { root: folder ?? benchmarksFolder(), update };
      const reach = async (): Promise<HubCall> => ({ access: await hubAccess(apiKeys), signal });
      return (await planBenchmark(catalogueEntry(id), tools, reach)).plan;
    },
    getBenchmark: ({ id, folder, update, apiKeys }, call) => {
      const { mediaFolder } = context().settings;
      const tools = { root: folder ?? benchmarksFolder(), update, mediaFolder };
      const reach = (): Promise<HubCall> => hubCall(apiKeys, call);
      return getBenchmark(catalogueEntry(id), tools, reach, throttled(call.progress));
    },
    hubSettings: ({ apiKeys }) => hubSettings(apiKeys),
    findOnHub: async ({ query, apiKeys }, call) =>
      searchModels(query, mostModels, { access: await hubAccess(apiKeys), signal: call.signal }),
    hubChoices: async ({ ref, apiKeys }, call) =>
      choicesOf(ref, { access: await hubAccess(apiKeys), signal: call.signal }),
    planHubDownload: async ({ ref, apiKeys }, call) => {
      const planned = await planCheckpoint(ref, { access: await hubAccess(apiKeys), signal: call.signal });
      return planned.plan;
    },
    downloadFromHub: async ({ ref, commit, apiKeys }, call) => {
      const hub = await hubCall(apiKeys, call);
      const planned = await planCheckpoint(ref, hub, commit);
      return downloadPlanned(planned, hub, throttled(call.progress));
    },
    locateHubDownload: ({ ref }) => Promise.resolve({ path: findSnapshot(ref) }),
  };
}

/** Of what is downloaded once and used by every folder. */
function benchmarksFolder(): string {
  return join(userFolder('cache'), 'guardrail-lens', 'benchmarks');
}

async function hubCall(
  apiKeys: Readonly<Record<string, string>>,
  { signal, progress }: CallContext<HubProgress>,
): Promise<HubCall> {
  const onWait = (note: string): void => progress({ phase: 'waiting', file: '', done: 0, total: 0, note });
  return { access: await hubAccess(apiKeys), signal, onWait };
}

function throttled(report: (progress: HubProgress) => void): (progress: HubProgress) => void {
  let last: HubProgress | null = null;
  let at = 0;
  return (progress) => {
    const now = performance.now();
    const same = last?.file === progress.file && last.phase === progress.phase;
    if (same && now - at < reportEvery && progress.done < progress.total) return;
    [last, at] = [progress, now];
    report(progress);
  };
}
