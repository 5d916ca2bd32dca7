// Kills the engine of a session, as the system does when memory is short.
import { processes } from '../support/processes';
import type { Session } from './session';

/** @throws Error when the session has no engine process. */
export function endEngine({ server }: Session): void {
  const engines = processes().filter(
    ({ command }) => command.includes(server.dataFolder) && command.includes('engine.mjs'),
  );
  if (engines.length === 0) throw new Error('There is no engine to end.');
  for (const { pid } of engines) process.kill(pid, 'SIGKILL');
}
