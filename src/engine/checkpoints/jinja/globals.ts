// The functions that every template can call: jinja2's, and the two that transformers adds. Knows no syntax.
import { asText, bind } from './arguments.ts';
import { makeRange } from './filters.ts';
import { pair } from './methods.ts';
import { str } from './printValue.ts';
import { strftime } from './strftime.ts';
import {
  iterate,
  PyDict,
  PyError,
  PyObject,
  pyFunction,
  typeError,
  type Keywords,
  type Value,
} from './values.ts';

/** `now` is what strftime_now prints. */
export function globalsAt(now: () => Date): ReadonlyMap<string, Value> {
  return new Map<string, Value>(
    Object.entries({
      range: pyFunction(makeRange, 'type'),
      dict: pyFunction(makeDict, 'type'),
      namespace: pyFunction(makeNamespace, 'type'),
      cycler: pyFunction(makeCycler, 'type'),
      joiner: pyFunction(makeJoiner, 'type'),
      raise_exception: pyFunction((args, keywords) => {
        const [message = null] = bind('raise_exception', ['message'], args, keywords);
        throw new PyError('TemplateError', str(message));
      }),
      strftime_now: pyFunction((args, keywords) => {
        const [format = null] = bind('strftime_now', ['format'], args, keywords);
        return strftime(asText(format), now());
      }),
    }),
  );
}

function makeDict(args: readonly Value[], keywords: Keywords): PyDict {
  const [source] = args;
  const entries =
    source instanceof PyDict ? source.entries() : source === undefined ? [] : [...iterate(source)];
  return new PyDict([...entries.map(pair), ...keywords]);
}

function makeNamespace(args: readonly Value[], keywords: Keywords): PyObject {
  const attributes = new Map<string, Value>();
  for (const { items } of makeDict(args, keywords).entries())
    attributes.set(str(items[0] ?? null), items[1] ?? null);
  return new PyObject({
    typeName: 'Namespace',
    attribute: (name) => attributes.get(name),
    assignable: attributes,
  });
}

function makeCycler(items: readonly Value[]): PyObject {
  if (items.length === 0) throw typeError('at least one item has to be provided');
  let position = 0;
  const current = (): Value => items[position] ?? null;
  const methods: Readonly<Record<string, () => Value>> = {
    next: () => {
      const value = current();
      position = (position + 1) % items.length;
      return value;
    },
    reset: () => {
      position = 0;
      return null;
    },
  };
  return new PyObject({
    typeName: 'Cycler',
    attribute: (name) => {
      if (name === 'current') return current();
      const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
      return method === undefined ? undefined : pyFunction(method);
    },
  });
}

function makeJoiner(args: readonly Value[], keywords: Keywords): PyObject {
  const [separator = ', '] = bind('joiner', ['sep'], args, keywords);
  let used = false;
  return pyFunction(() => {
    const text = used ? separator : '';
    used = true;
    return text;
  });
}
