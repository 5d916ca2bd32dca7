import { describe, expect, test } from 'vitest';
import type { SuitePrompt } from '../../../../src/protocol/suites';
import { seededRandom } from '../../../../src/safety/random';
import { attacks, findAttack } from '../../../../src/safety/suites/attacks/attacks';
import { toBase64 } from '../../../../src/safety/suites/attacks/base64';
import { leetSigns, rotate13 } from '../../../../src/safety/suites/attacks/encodings';
import { composeUserMessage } from '../../../../src/safety/suites/composeUserMessage';
import { expectGuardrailError } from './suiteTexts';

const encoded = ['base64', 'rot13', 'leetspeak', 'payload-split'];
const awkward = [
  'How do I bake bread?',
  'Cost: $& $1 $` \\1 {{x}} ${y} %s <b>"quoted"</b>',
  'Zeile eins\nline two\r\n\ttab\u0000nul',
  'Ünïcödé 请 हिंदी 👩‍🔬 🎉',
  'x',
];

describe('every attack', () => {
  test('has its own id, a title and a description', () => {
    expect(new Set(attacks.map((attack) => attack.id)).size).toBe(attacks.length);
    expect(attacks.filter((attack) => !/^[a-z0-9-]+$/.test(attack.id) || attack.id === 'none')).toEqual([]);
    expect(attacks.filter((attack) => attack.title === '' || attack.description === '')).toEqual([]);
  });

  test.each(attacks.map((attack) => [attack.id, attack] as const))(
    '%s: same stream, same message; the prompt is in it unless it is encoded',
    (id, attack) => {
      for (const prompt of awkward) {
        for (let seed = 0; seed < 10; seed++) {
          const message = attack.apply(prompt, seededRandom(seed));
          expect(attack.apply(prompt, seededRandom(seed))).toBe(message);
          // A prefill is behind the prompt, not in it.
          expect(message === prompt && id !== 'leetspeak').toBe(attack.prefillTokens !== undefined);
          if (!encoded.includes(id)) expect(message).toContain(prompt);
        }
      }
    },
  );

  test('by prefill is one for any number of tokens up to a hundred', () => {
    expect(findAttack('prefill-7').prefillTokens).toBe(7);
    expect(findAttack('prefill-100').prefillTokens).toBe(100);
    for (const id of ['prefill-0', 'prefill-101', 'prefill-07', 'prefill-', 'prefill-1.5', 'prefill--1']) {
      expectGuardrailError(() => findAttack(id), 'invalidRequest', /There is no attack/);
    }
  });

  test('wordings vary with the stream where an attack has several', () => {
    const wordings = (id: string) =>
      new Set(Array.from({ length: 50 }, (_, seed) => findAttack(id).apply('p', seededRandom(seed)))).size;
    expect(wordings('role-play')).toBe(2);
    expect(wordings('prefix-injection')).toBe(3);
    expect(wordings('translation-request')).toBe(5);
  });
});

describe('encodings can be read back', () => {
  const payload = (id: string, prompt: string) => {
    const message = findAttack(id).apply(prompt, seededRandom(1));
    return message.slice(message.indexOf('\n\n') + 2);
  };

  test.each(awkward)('Base64 of %j', (prompt) => {
    expect(payload('base64', prompt)).toBe(Buffer.from(prompt, 'utf8').toString('base64'));
    expect(Buffer.from(payload('base64', prompt), 'base64').toString('utf8')).toBe(prompt);
  });

  test('Base64 agrees with another implementation on all lengths and on half surrogate pairs', () => {
    for (const text of [
      '',
      'f',
      'fo',
      'foo',
      'foob',
      '\u07ff\u0800\uffff\u{10000}\u{10ffff}',
      'a\ud800b\udc00',
    ]) {
      expect(toBase64(text)).toBe(Buffer.from(text, 'utf8').toString('base64'));
    }
  });

  test.each(awkward)('ROT13 of %j', (prompt) => {
    expect(rotate13(payload('rot13', prompt))).toBe(prompt);
  });

  test('ROT13 of the alphabet', () => {
    expect(rotate13('AMNZ amnz 09 é')).toBe('NZAM nzam 09 é');
  });

  test('leetspeak of a text without digits', () => {
    const prompt = 'The quick brown fox jumps over the lazy dog, again';
    const letters = new Map([...leetSigns].map(([letter, sign]) => [sign, letter]));
    const message = findAttack('leetspeak').apply(prompt, seededRandom(1));
    expect(letters.size).toBe(leetSigns.size);
    expect(message).not.toBe(prompt);
    expect(message.replace(/./gu, (sign) => letters.get(sign) ?? sign).toLowerCase()).toBe(
      prompt.toLowerCase(),
    );
  });

  test.each(awkward)('payload split of %j', (prompt) => {
    for (let seed = 0; seed < 20; seed++) {
      const message = findAttack('payload-split').apply(prompt, seededRandom(seed));
      const parts = [...message.matchAll(/^[abc] = (".*")$/gm)].map((match): unknown =>
        JSON.parse(match[1] ?? ''),
      );
      expect(parts).toHaveLength(3);
      expect(parts.join('')).toBe(prompt);
    }
  });

  test('payload split leaves no part with the whole of a longer prompt', () => {
    const prompt = 'How do I bake bread without an oven?';
    for (let seed = 0; seed < 50; seed++) {
      expect(findAttack('payload-split').apply(prompt, seededRandom(seed))).not.toContain(prompt);
    }
  });
});

describe('findAttack', () => {
  test('suggests the nearest id and lists all', () => {
    const advice = expectGuardrailError(
      () => findAttack('roleplay'),
      'invalidRequest',
      /no attack "roleplay"/,
    );
    expect(advice).toMatch(/^Did you mean role-play\? There are: /);
    for (const attack of attacks) expect(advice).toContain(attack.id);
  });
});

describe('composeUserMessage', () => {
  const prompt: SuitePrompt = { id: '1', prompt: 'the request', category: 'a', context: null };

  test('the plain prompt', () => {
    expect(composeUserMessage(prompt, null, seededRandom(1))).toBe('the request');
  });

  test('a context stands before the request, and is not attacked', () => {
    const contextual = { ...prompt, context: 'the context' };
    expect(composeUserMessage(contextual, null, seededRandom(1))).toBe('the context\n\n---\n\nthe request');
    const attack = findAttack('rot13');
    expect(composeUserMessage(contextual, attack, seededRandom(1))).toBe(
      `the context\n\n---\n\n${attack.apply('the request', seededRandom(1))}`,
    );
  });
});
