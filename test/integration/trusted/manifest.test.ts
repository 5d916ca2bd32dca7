import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { theExtension } from '../support';

interface Contributions {
  readonly commands: readonly { command: string; category: string; enablement?: string }[];
  readonly menus: Readonly<Record<string, readonly { command: string }[]>>;
  readonly keybindings: readonly { command: string }[];
  readonly viewsWelcome: readonly { contents: string }[];
  readonly walkthroughs: readonly {
    id: string;
    steps: readonly {
      id: string;
      description: string;
      media: Record<string, string>;
      completionEvents: string[];
    }[];
  }[];
  readonly configuration: { properties: Readonly<Record<string, { description: string; scope: string }>> };
}

const { contributes } = theExtension().packageJSON as { contributes: Contributions };
const ids = new Set(contributes.commands.map(({ command }) => command));
const fileThere = (path: string): boolean => existsSync(join(theExtension().extensionPath, path));

describe('the manifest', () => {
  it('has every command under one category', () => {
    assert.deepEqual([...new Set(contributes.commands.map(({ category }) => category))], ['Guardrail Lens']);
  });

  it('names only commands that there are, in menus, keys, welcome texts and walkthroughs', () => {
    const steps = contributes.walkthroughs.flatMap(({ steps }) => steps);
    const linked = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...steps.map((s) => s.description),
    ]
      .flatMap((text) => [...text.matchAll(/command:(guardrailLens\.\w+)/g)])
      .map((match) => match[1] ?? '');
    const events = steps
      .flatMap(({ completionEvents }) => completionEvents)
      .flatMap((event) => (event.startsWith('onCommand:') ? [event.slice('onCommand:'.length)] : []));
    const menus = Object.values(contributes.menus).flat();
    const named = [...menus, ...contributes.keybindings].map(({ command }) => command);
    assert.deepEqual(
      [...named, ...linked, ...events].filter((id) => !ids.has(id)),
      [],
    );
  });

  it('carries every file that a walkthrough shows', () => {
    const pages = contributes.walkthroughs.flatMap(({ steps }) =>
      steps.flatMap((step) => Object.values(step.media)),
    );
    const pictures = pages.filter(fileThere).flatMap((page) => {
      const text = readFileSync(join(theExtension().extensionPath, page), 'utf8');
      return [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path = '']) => join(dirname(page), path));
    });
    assert.ok(pictures.length > 0);
    assert.deepEqual(
      [...pages, ...pictures].filter((path) => !fileThere(path)),
      [],
    );
  });

  it('describes and scopes every setting', () => {
    for (const [name, { description, scope }] of Object.entries(contributes.configuration.properties)) {
      assert.ok(description.length > 20 && scope.length > 0, name);
    }
  });

  it('carries the engine with the ONNX Runtime of this platform alone', () => {
    const bin = 'dist/node_modules/onnxruntime-node/bin/napi-v6';
    assert.ok(fileThere(`${bin}/${process.platform}/${process.arch}/onnxruntime_binding.node`));
    const others = ['darwin/arm64', 'linux/arm64', 'linux/x64', 'win32/arm64', 'win32/x64'].filter(
      (target) => target !== `${process.platform}/${process.arch}` && fileThere(`${bin}/${target}`),
    );
    assert.deepEqual(others, []);
  });
});
