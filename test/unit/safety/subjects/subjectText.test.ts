import { describe, expect, it } from 'vitest';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import { endpointUrls } from '../../../../src/safety/subjects/endpointUrls';
import { parseSubject, subjectText } from '../../../../src/safety/subjects/subjectText';

describe('a subject in words', () => {
  it.each([
    ['endpoint:m@http://a:1/v1', { kind: 'endpoint', model: 'm', url: 'http://a:1/v1' }],
    ['endpoint:o/m@2@https://a/v1beta', { kind: 'endpoint', model: 'o/m@2', url: 'https://a/v1beta' }],
    [
      'endpoint:m@http://a:1/v1,https://b/v1,http://c/v1?x=1,2/v1',
      {
        kind: 'endpoint',
        model: 'm',
        url: 'http://a:1/v1',
        replicas: ['https://b/v1', 'http://c/v1?x=1,2/v1'],
      },
    ],
    ['responses:a.jsonl', { kind: 'responses', path: 'a.jsonl' }],
  ])('%s is read and written', (text, subject) => {
    const parsed = parseSubject(text);
    expect(parsed).toEqual(subject);
    expect(parsed && subjectText(parsed)).toBe(text);
  });

  it('names each server once, in one spelling', () => {
    expect(parseSubject('endpoint:m@http://a:1, http://b/,http://a:1/v1/')).toEqual({
      ...{ kind: 'endpoint', model: 'm', url: 'http://a:1/v1', replicas: ['http://b/v1'] },
    });
  });

  it.each(['', 'folder', 'endpoint:m', 'endpoint:@http://a', 'endpoint:m@ftp://a', 'responses:'])(
    '%j is none but a path',
    (text) => expect(parseSubject(text)).toBeNull(),
  );
});

it('every server that a comparison asks is named, replicas and judges among them', () => {
  const [base, tuned] = ['endpoint:a@http://a/v1,http://b/v1', 'endpoint:c@http://b/v1,http://c/v1'].map(
    parseSubject,
  );
  if (!base || !tuned) throw new Error('No subjects.');
  const judges: ComparisonSpec['judges'] = [
    { kind: 'rules' },
    { kind: 'endpoint', url: 'http://d/v1', model: 'j', rubric: 'xstest' },
  ];
  expect(endpointUrls({ base, tuned, judges })).toEqual([
    'http://a/v1',
    'http://b/v1',
    'http://c/v1',
    'http://d/v1',
  ]);
});
