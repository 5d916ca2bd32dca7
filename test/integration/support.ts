// What the tests inside the extension host have in common.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  EventEmitter,
  extensions,
  Uri,
  window,
  workspace,
  type Extension,
  type Memento,
  type SecretStorage,
  type Tab,
} from 'vscode';

import type { EndpointAccess } from '../../src/host/endpoints/endpointAccess';

export const extensionId = 'guardrail-lens.guardrail-lens';

export function theExtension(): Extension<unknown> {
  const found = extensions.getExtension(extensionId);
  assert.ok(found, 'The extension is not installed.');
  return found;
}

/** A file beside the workspace folder, which belongs to this run. */
export function dataPath(...parts: string[]): string {
  return join(process.env['GLENS_TEST_DATA'] ?? '', ...parts);
}

export function workspacePath(...parts: string[]): string {
  return join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', ...parts);
}

/** VS Code's own state follows events with a delay. */
export async function eventually<T>(
  what: string,
  read: () => T | undefined | Promise<T | undefined>,
  most = 60_000,
): Promise<T> {
  for (const started = Date.now(); Date.now() - started < most;) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`Not seen in time: ${what}`);
}

export function openTabs(): readonly Tab[] {
  return window.tabGroups.all.flatMap((group) => group.tabs);
}

export async function closeTabs(): Promise<void> {
  await window.tabGroups.close(openTabs());
}

export function fileUri(path: string): Uri {
  return Uri.file(path);
}

/** A memento that forgets at the end of the test. */
export function memoryMemento(): Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.has(key) ? (values.get(key) as T) : (otherwise as T)),
    update: (key: string, value: unknown) => {
      values.set(key, value);
      return Promise.resolve();
    },
  };
}

/** Secrets that are forgotten at the end of the test. */
export function memorySecrets(): SecretStorage {
  const values = new Map<string, string>();
  const changed = new EventEmitter<{ key: string }>();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    store: (key, value) => {
      values.set(key, value);
      changed.fire({ key });
      return Promise.resolve();
    },
    delete: (key) => {
      values.delete(key);
      changed.fire({ key });
      return Promise.resolve();
    },
    onDidChange: changed.event,
  };
}

/** For comparisons that ask no server. */
export const noEndpoints: Pick<EndpointAccess, 'forRun'> = { forRun: () => Promise.resolve({}) };

/** The texts of a tree item; the extension writes plain strings only. */
export function itemText(text: unknown): string {
  assert.equal(typeof text, 'string');
  return text as string;
}

/**
 * File watchers start some time after they are made, and nothing tells when: so what is to be noticed happens again
 * until it is.
 */
export async function noticed<T>(
  what: string,
  happen: () => void | Promise<void>,
  read: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (const started = Date.now(); Date.now() - started < 60_000;) {
    await happen();
    const value = await eventually(what, read, 5_000).catch(() => undefined);
    if (value !== undefined) return value;
  }
  return assert.fail(`Not noticed in time: ${what}`);
}
