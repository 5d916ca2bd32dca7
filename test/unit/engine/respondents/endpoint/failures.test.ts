// Servers that fail in six ways: every question comes back exactly once, and an answer is always the answer to its question.
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { openEndpoint } from '../../../../../src/engine/respondents/endpoint/openEndpoint';
import type { Respondent } from '../../../../../src/engine/respondents/respondent';
import { seededRandom } from '../../../../../src/safety/random';
import { fakeServer, lastMessage, sendChat, sendJson } from '../../../../support/fakeServer';
import { noKey } from './noKey';
import { collect } from '../collect';

const failures: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '500': (response) => sendJson(response, 500, { error: { message: 'overloaded' } }),
  '429': (response) => sendJson(response, 429, {}, { 'retry-after': '0.01' }),
  'cut connection': (response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"choices":[', () => response.destroy());
  },
  'time-out': () => undefined,
  'malformed JSON': (response) => void response.end('{"choices":[{"message":{"content":"half'),
  'JSON without a floor': (response) =>
    void response.end(`{"error":{"length":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`),
  'empty choices': (response) => sendJson(response, 200, { choices: [] }),
};
const names = Object.keys(failures);

function open(url: string, attempts: number): Promise<Respondent> {
  return openEndpoint(
    { kind: 'endpoint', url, model: 'm' },
    // The time is long for an answer on a busy machine.
    { keyFor: noKey, limits: { attempts, backoff: 1, timeout: 1500 } },
  );
}

describe.each(names)('%s', (name) => {
  it('once, and the answer comes', async () => {
    const server = await fakeServer((response, seen, index) => {
      if (index === 0) failures[name]?.(response);
      else sendChat(response, `to ${lastMessage(seen)}`);
    });
    const { answers, missing, calls } = await collect(await open(server.url, 3), ['Hi']);
    expect([answers.get(0)?.answer, missing.size, calls(), server.seen.length]).toEqual(['to Hi', 0, 1, 2]);
  });

  it('always, and the question is missing with a reason', async () => {
    const server = await fakeServer((response, seen) => {
      if (lastMessage(seen) === 'Hi') failures[name]?.(response);
      else sendChat(response, `to ${lastMessage(seen)}`);
    });
    const { answers, missing, calls } = await collect(await open(server.url, 2), ['Hi', 'Ho']);
    expect([...answers.keys()]).toEqual([1]);
    expect(missing.get(0)).toMatch(/\(tried 2 times\)$/u);
    expect(calls()).toBe(2);
  });
});

it.each([1, 2, 3])(
  'all of them mixed at random (seed %s), and asking again what is missing completes it',
  async (seed) => {
    const random = seededRandom(seed);
    const met = new Set<string>();
    const server = await fakeServer((response, seen) => {
      if (random() >= 0.3) {
        sendChat(response, `to ${lastMessage(seen)}`);
        return;
      }
      const name = names[Math.floor(random() * names.length)] ?? '500';
      met.add(name);
      failures[name]?.(response);
    });
    const respondent = await open(server.url, 2);
    let left = Array.from({ length: 120 }, (_, index) => `question ${index}`);
    let lost = 0;
    for (let round = 0; left.length > 0; round++) {
      expect(round).toBeLessThan(20);
      const { answers, missing, calls } = await collect(respondent, left, { batchSize: 16 });
      expect(calls()).toBe(left.length);
      expect(answers.size + missing.size).toBe(left.length);
      for (const [id, answer] of answers) expect(answer.answer).toBe(`to ${left[id] ?? ''}`);
      for (const reason of missing.values()) expect(reason).toMatch(/tried \d/u);
      lost += missing.size;
      left = [...missing.keys()].map((id) => left[id] ?? '');
    }
    expect(lost).toBeGreaterThan(0);
    expect([...met].sort()).toEqual([...names].sort());
  },
);

it('a server that is gone leaves every question missing, once', async () => {
  const server = await fakeServer(() => undefined);
  await server.close();
  const questions = Array.from({ length: 40 }, (_, index) => `${index}`);
  const { answers, missing, calls } = await collect(await open(server.url, 2), questions, { batchSize: 4 });
  expect([answers.size, missing.size, calls()]).toEqual([0, 40, 40]);
  for (const reason of missing.values()) expect(reason).toContain('ECONNREFUSED');
});

it('no more requests are under way than the batch size, and never more than 64', async () => {
  for (const [batchSize, expected] of [
    [3, 3],
    [500, 64],
  ] as const) {
    let most = 0;
    const waiting: ServerResponse[] = [];
    const server = await fakeServer((response) => {
      waiting.push(response);
      most = Math.max(most, waiting.length);
      if (waiting.length < expected) return;
      // One more, were there one, has the time to come.
      setTimeout(() => {
        for (const one of waiting.splice(0)) sendChat(one, 'Yes');
      }, 20);
    });
    const respondent = await openEndpoint(
      { kind: 'endpoint', url: server.url, model: 'm' },
      { keyFor: noKey },
    );
    const questions = Array.from({ length: expected * 2 }, (_, index) => `${index}`);
    expect((await collect(respondent, questions, { batchSize })).answers.size).toBe(expected * 2);
    expect(most).toBe(expected);
  }
});
