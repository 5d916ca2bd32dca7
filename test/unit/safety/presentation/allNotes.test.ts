import { expect, it } from 'vitest';
import { allNotes } from '../../../../src/safety/presentation/allNotes';

it('lists what gate and analysis found once, the gravest first', () => {
  const note = { severity: 'note', id: 'a', message: '1' } as const;
  const warning = { severity: 'warning', id: 'b', message: '2' } as const;
  const error = { severity: 'error', id: 'c', message: '3' } as const;
  const second = { severity: 'warning', id: 'b', message: 'of another benchmark' } as const;
  expect(allNotes([note, warning], [warning, second, error])).toEqual([error, warning, second, note]);
});
