import { expect, it } from 'vitest';
import { JobLog } from '../../../../src/safety/presentation/jobLog';

it('shows whole lines, and of a bar what it came to', () => {
  const log = new JobLog();
  expect(log.take('one\n\n  two  \nthr')).toBe('one\n  two\n');
  expect(log.take('ee\n')).toBe('three\n');
  expect(log.take(' 0%|   |\r 50%|█  |\r\u001b[A100%|██|\r\n\r   \r\nlast')).toBe('100%|██|\n');
  expect(log.end()).toBe('last\n');
  expect(log.end()).toBe('');
});
