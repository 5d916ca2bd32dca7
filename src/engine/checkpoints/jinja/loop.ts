// The `loop` variable of a for statement.
import { bind } from './arguments.ts';
import { equals, PyObject, pyFunction, typeError, Undefined, valueOr, type Value } from './values.ts';

export interface Loop {
  readonly object: PyObject;
  /** Of the element that the body runs for, from 0. */
  index: number;
}

/** `depth` from 1; `recurse` renders the same loop over other elements, where the statement says `recursive`. */
export function createLoop(
  items: readonly Value[],
  depth: number,
  recurse: ((values: Value) => Value) | null,
): Loop {
  let changedFrom: readonly Value[] | null = null;
  const whole = (value: number): Value => BigInt(value);
  const attribute = (name: string): Value | undefined => {
    const { index } = loop;
    switch (name) {
      case 'index':
        return whole(index + 1);
      case 'index0':
        return whole(index);
      case 'revindex':
        return whole(items.length - index);
      case 'revindex0':
        return whole(items.length - index - 1);
      case 'first':
        return index === 0;
      case 'last':
        return index === items.length - 1;
      case 'length':
        return whole(items.length);
      case 'depth':
        return whole(depth);
      case 'depth0':
        return whole(depth - 1);
      case 'previtem':
        return valueOr(items[index - 1], () => new Undefined('there is no previous item'));
      case 'nextitem':
        return valueOr(items[index + 1], () => new Undefined('there is no next item'));
      case 'cycle':
        return pyFunction((args) => {
          const value = args[index % args.length];
          if (value === undefined) throw typeError('no items for cycling given');
          return value;
        });
      case 'changed':
        return pyFunction((args) => {
          const before = changedFrom;
          changedFrom = args;
          return before?.length !== args.length || !args.every((arg, i) => equals(arg, before[i] ?? null));
        });
      default:
        return undefined;
    }
  };
  const object = new PyObject({
    typeName: 'LoopContext',
    attribute,
    call: (args, keywords) => {
      if (recurse === null) {
        throw typeError("The loop must have the 'recursive' marker to be called recursively.");
      }
      return recurse(bind('loop', ['iterable'], args, keywords)[0] ?? null);
    },
  });
  const loop: Loop = { object, index: 0 };
  return loop;
}
