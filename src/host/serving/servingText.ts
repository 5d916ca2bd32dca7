// What is said about a checkpoint that is served.
import type { RunningServing } from './servings';

export function requestsText(requests: number): string {
  return requests === 1 ? '1 request' : `${requests.toLocaleString('en-US')} requests`;
}

/** `127.0.0.1:8080`. */
export function addressText(serving: RunningServing): string {
  return new URL(serving.progress.url).host;
}

export function servingText(serving: RunningServing): string {
  const { requests, active, tokensPerSecond } = serving.progress;
  return [
    requestsText(requests),
    ...(active === 0 ? [] : [`${active} being answered`]),
    ...(tokensPerSecond === null ? [] : [`${Math.round(tokensPerSecond)} tokens/s`]),
  ].join(' · ');
}

/** Names for clients, each once: two adapters may lie in folders of the same name. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
    taken.add(free);
    return free;
  });
}
