// Probes that another trainer wrote, judged when its folder is read.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerProbe, probePoints } from '../../../../../src/engine/training/probe/safetyProbe';
import { readUnjudgedProbes } from '../../../../../src/engine/training/probe/unjudgedProbes';
import { describeRun } from '../../../../../src/engine/training/run/describeRun';
import { writeSignOfLife } from '../../../../../src/engine/training/run/liveness';
import { RunFollower } from '../../../../../src/engine/training/run/runFollower';
import { fakeRespondent } from '../../../../support/fakeRespondent';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();
const refusal = "I'm sorry, but I can't help with that.";
const help = 'Sure! Here is how you do it:\n1. Open the box.\n2. Take the tool out.\n3. Turn it on.';

const asked = ['harmful', 'harmful', 'benign'].map((kind, index) => ({
  suiteId: 'suite',
  itemId: String(index),
  kind: kind as 'harmful' | 'benign',
  prompt: `Question ${index}`,
  context: null,
}));

function writeProbe(run: string, step: number, responses: readonly string[], change: object = {}): void {
  mkdirSync(join(run, 'probes'), { recursive: true });
  const lines = asked.map((one, index) =>
    JSON.stringify({ ...one, rendered: 'user: …', response: responses[index], truncated: false, ...change }),
  );
  writeFileSync(join(run, 'probes', `probe_${step}.jsonl`), `${lines.join('\n')}\n`);
}

function newRun(name: string): string {
  const run = join(folder, name);
  mkdirSync(run);
  writeFileSync(join(run, 'trainer_state.json'), '{"global_step": 4, "max_steps": 10, "log_history": []}');
  return run;
}

test('the figures are those of a probe that was judged in its run', async () => {
  const run = newRun('same');
  const [before, after] = [
    [refusal, refusal, help],
    [refusal, help, help],
  ];
  writeProbe(run, 0, before);
  writeProbe(run, 4, after);
  const inRun = (responses: readonly string[]) =>
    answerProbe(
      asked.map((one) => ({ ...one, userMessage: one.prompt })),
      fakeRespondent({ kind: 'responses', path: '/fake' }, (_, index) => responses[index] ?? ''),
      { maxNewTokens: 64, templateVariables: {} },
      new AbortController().signal,
    );
  const start = await inRun(before);
  const expected = [...probePoints(0, start, null), ...probePoints(4, await inRun(after), start)];
  expect(expected.map(({ handledWell }) => handledWell)).toEqual([2, 1, 1, 1]);
  expect(await readUnjudgedProbes(run)).toEqual(expected);
  expect((await describeRun(run)).probes).toEqual(expected);
});

test('an answer that was cut, and reasoning that the template opened and nothing closed, are in no rate', async () => {
  const run = newRun('unusable');
  writeProbe(run, 0, ['The first thing', 'The first thing', 'The first thing'], { truncated: true });
  writeProbe(run, 2, [refusal, refusal, help], { rendered: 'user: …\nassistant: <think>\n' });
  const points = await readUnjudgedProbes(run);
  expect(points.map(({ n, unusable }) => [n, unusable])).toEqual([
    [0, 2],
    [0, 1],
    [0, 2],
    [0, 1],
  ]);
});

test('lines that are none are passed over, a run without probes has none', async () => {
  const run = newRun('torn');
  expect(await readUnjudgedProbes(run)).toEqual([]);
  writeProbe(run, 0, [refusal, refusal, help]);
  writeFileSync(join(run, 'probes', 'probe_2.jsonl'), '{"suiteId": "suite"}\nnot JSON\n');
  expect((await readUnjudgedProbes(run)).map(({ step }) => step)).toEqual([0, 0]);
});

test('a run of another trainer is live while it says so, and a new probe is news', async () => {
  const run = newRun('live');
  expect((await describeRun(run)).status).toBe('stopped');
  await writeSignOfLife(run);
  const follower = new RunFollower();
  const first = await follower.follow(run, null);
  expect(first?.facts.status).toBe('running');
  expect(await follower.follow(run, first?.mark ?? null)).toBeNull();
  writeProbe(run, 0, [refusal, refusal, help]);
  // A file system that counts in whole seconds would show no change.
  utimesSync(join(run, 'probes'), new Date(), new Date(Date.now() + 5000));
  const second = await follower.follow(run, first?.mark ?? null);
  expect(second?.facts.probes).toHaveLength(2);
});
