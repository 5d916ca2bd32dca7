// A hub on this machine that ends with the test.
import { afterEach } from 'vitest';
import { startHubServer, type FakeHub, type FakeRepository } from '../workbench/hubServer';

const hubs: FakeHub[] = [];

afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close();
});

export async function fakeHub(repositories: readonly FakeRepository[]): Promise<FakeHub> {
  const hub = await startHubServer(repositories);
  hubs.push(hub);
  return hub;
}
