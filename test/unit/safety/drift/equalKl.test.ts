// KL of the tilted policy from samples, against enumeration, and the β that belongs to a KL.
import { expect, it } from 'vitest';
import { betaOfKl, sampledTiltedKl } from '../../../../src/safety/drift/equalKl';
import { tiltedPolicy } from '../../../../src/safety/drift/tiltedPolicy';
import { seededRandom } from '../../../../src/safety/random';

it('is the exact KL where the samples are the whole population', () => {
  const random = seededRandom(41);
  for (let round = 0; round < 200; round++) {
    const samples = Array.from({ length: 12 }, () => ({ success: Math.floor(random() * 3) / 2, safety: 1 }));
    const space = {
      probabilities: samples.map(() => 1 / samples.length),
      success: samples.map(({ success }) => success),
      safety: samples.map(({ safety }) => safety),
    };
    for (const beta of [0.03, 0.5, 8]) {
      expect(sampledTiltedKl(samples, beta)).toBeCloseTo(tiltedPolicy(space, beta).kl, 10);
    }
  }
});

it('finds the β again, and none for a KL that the samples do not reach', () => {
  const random = seededRandom(42);
  const prompts = Array.from({ length: 9 }, () =>
    Array.from({ length: 16 }, () => ({ success: Number(random() < 0.3), safety: 0 })),
  );
  for (const beta of [0.1, 0.4, 2]) {
    const kl = prompts.reduce((sum, samples) => sum + sampledTiltedKl(samples, beta), 0) / prompts.length;
    expect((betaOfKl(prompts, kl) ?? NaN) / beta).toBeCloseTo(1, 2);
  }
  expect(betaOfKl(prompts, Math.log(16) + 0.1)).toBeNull();
  expect(betaOfKl(prompts, 0)).toBeNull();
  expect(betaOfKl([], 0.1)).toBeNull();
});
