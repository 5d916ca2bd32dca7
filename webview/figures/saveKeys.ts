// The keys that save a figure or a table while the focus is in it. Must not know what is saved.
import type { FigureFormat } from '../../src/protocol/figures';
import type { SaveRequest } from './saveTools';

export const saveKeys: Readonly<Record<FigureFormat, string>> = { svg: 'S', png: 'P', csv: 'C' };

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'composedPath'>;

/** null: no key of ours, or typed into a field. */
export function saveOfKey(event: Key, formats: readonly FigureFormat[]): SaveRequest | null {
  if (event.altKey || event.ctrlKey || event.metaKey || isField(event.composedPath()[0])) return null;
  const format = formats.find((one) => saveKeys[one] === event.key.toUpperCase());
  return format === undefined ? null : { format, inTheme: event.shiftKey };
}

function isField(target: EventTarget | undefined): boolean {
  return (
    target !== undefined &&
    'tagName' in target &&
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(String(target.tagName))
  );
}
