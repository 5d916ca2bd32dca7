// Everything that goes to vLLM, against the argument list and the request bodies of vLLM itself (test/fixtures/python/vllmNames.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  ownVllmOptions,
  valuedVllmOptions,
  vllmFlags,
} from '../../../../src/engine/cluster/serving/vllmOptions';
import type { AnswerSettings, Asked } from '../../../../src/engine/respondents/respondent';
import { endpointBase, routeOf } from '../../../../src/engine/respondents/endpoint/serverRoutes';
import { ableDialect, answerBody, echoBody } from '../../../../src/engine/respondents/endpoint/requestBody';
import { repositoryPath } from '../../../support/paths';

const published = z
  .object({
    version: z.string(),
    valued: z.array(z.string()),
    flags: z.array(z.string()),
    routes: z.array(z.string()),
    bodies: z.record(z.string(), z.record(z.string(), z.string())),
  })
  .parse(JSON.parse(readFileSync(repositoryPath('test/fixtures/training/vllmNames.json'), 'utf8')));

describe(`options of vllm serve ${published.version}`, () => {
  it('are those that a user may add, and those that are given', () => {
    const own = new Set(ownVllmOptions);
    const free = (names: readonly string[]): string[] => names.filter((name) => !own.has(name));
    expect([...valuedVllmOptions].sort()).toEqual(free(published.valued));
    expect([...vllmFlags].sort()).toEqual(free(published.flags));
    const all = new Set([...published.valued, ...published.flags]);
    expect(ownVllmOptions.filter((name) => !all.has(name))).toEqual([]);
  });

  it.each(['src/engine/cluster/serving/serveModels.ts', 'media/python/guardrail_lens/serve.py'])(
    'are all that %s writes',
    (source) => {
      const written = readFileSync(repositoryPath(source), 'utf8').matchAll(/["'`]--([a-z][a-z-]+)/gu);
      const names = [...new Set([...written].map(([, name]) => name ?? ''))];
      expect(names.length).toBeGreaterThan(1);
      expect([...published.valued, ...published.flags]).toEqual(expect.arrayContaining(names));
    },
  );
});

describe(`requests to a server of vLLM ${published.version}`, () => {
  const settings: AnswerSettings = {
    temperature: 0.7,
    topP: 0.9,
    topK: 20,
    stop: ['.'],
    maxNewTokens: 16,
    templateVariables: { enable_thinking: false },
    batchSize: 8,
    fixedBatch: false,
  };
  const chat: Asked = { messages: [{ role: 'user', content: 'a' }] };
  const rendered: Asked = { prompt: 'a' };
  const newer = { ...ableDialect(), tokenLimit: 'max_completion_tokens' as const };
  const bodies: readonly (readonly [route: string, what: string, body: Record<string, unknown>])[] = [
    ['chat/completions', 'a chat', answerBody('m', chat, settings, 2 ** 40, ableDialect())],
    ['chat/completions', 'a chat in newer words', answerBody('m', chat, settings, 3, newer)],
    ['completions', 'a prompt', answerBody('m', rendered, settings, 3, ableDialect())],
    ['completions', 'an echo', echoBody('m', 'a', ableDialect())],
    ['completions', 'an echo with a new token', echoBody('m', 'a', { ...ableDialect(), noNewTokens: false })],
  ];

  it.each(bodies)('%s, %s: fields that it has, of its types', (route, _, body) => {
    const fields = published.bodies[route] ?? {};
    expect(Object.keys(body).length).toBeGreaterThan(5);
    for (const [name, value] of Object.entries(body)) {
      expect(fields, name).toHaveProperty(name);
      expect(fields[name], `${name}: ${JSON.stringify(value)}`).toMatch(pythonType(value));
    }
  });

  it('go to routes that it has', () => {
    const base = endpointBase('http://localhost:8000', false);
    for (const route of ['models', ...bodies.map(([name]) => name)]) {
      expect(published.routes).toContain(routeOf(base, route).pathname);
    }
  });
});

/** Of an annotation. */
function pythonType(value: unknown): RegExp {
  if (Array.isArray(value)) return /\blist\b|StopParam/u;
  if (typeof value === 'boolean') return /\bbool\b/u;
  if (typeof value === 'string') return /\bstr\b/u;
  if (typeof value === 'number') return Number.isInteger(value) ? /\bint\b|\bfloat\b/u : /\bfloat\b/u;
  return /\bdict\b/u;
}
