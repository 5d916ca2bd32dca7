import { expect, it } from 'vitest';
import { checkVllmOptions } from '../../../../src/engine/cluster/serving/vllmOptions';

it('takes options of vllm serve', () => {
  expect(() =>
    checkVllmOptions([
      '--dtype=bfloat16',
      '--enforce-eager',
      '--no-enable-prefix-caching',
      '--max-model-len=4096',
    ]),
  ).not.toThrow();
});

it.each([
  ['--dtyp=bfloat16', /no option --dtyp/u, /Did you mean --dtype/u],
  ['--dtype', /needs a value/u, /--dtype=<value>/u],
  ['--no-dtype=x', /no option --dtype/u, /--dtype/u],
  ['--enforce-eager=1', /takes no value/u, /--enforce-eager/u],
  ['--port=1', /by the command itself/u, /Leave it out/u],
  ['--api-key=x', /by the command itself/u, /Leave it out/u],
  ['dtype=x', /no option of vllm serve/u, /--name=value/u],
  ['-tp', /no option of vllm serve/u, /--name=value/u],
])('%s is refused', (option, message, advice) => {
  expect(() => checkVllmOptions(['--seed=1', option])).toThrow(
    expect.objectContaining({
      code: 'invalidRequest',
      message: expect.stringMatching(message) as string,
      advice: expect.stringMatching(advice) as string,
    }),
  );
});
