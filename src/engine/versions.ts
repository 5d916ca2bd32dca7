// Versions of everything that can change a number, for the record of a comparison.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const libraries = ['onnxruntime-node', '@huggingface/transformers'] as const;

export async function engineVersions(): Promise<Readonly<Record<string, string>>> {
  const versions: Record<string, string> = {
    'guardrail-lens': process.env['GLENS_VERSION'] ?? 'source',
    node: process.versions.node,
    sqlite: process.versions['sqlite'] ?? 'unknown',
    platform: `${process.platform}-${process.arch}`,
  };
  for (const library of libraries) versions[library] = await installedVersion(library);
  return versions;
}

async function installedVersion(library: string): Promise<string> {
  // A package may not export its package.json; walk up from its entry point instead.
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(library));
  } catch {
    return 'bundled';
  }
  for (;;) {
    try {
      const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      if (isNamed(manifest) && manifest.name === library) return manifest.version;
    } catch {
      // No manifest here: one folder up.
    }
    const parent = dirname(folder);
    if (parent === folder) return 'unknown';
    folder = parent;
  }
}

function isNamed(value: unknown): value is { name: string; version: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'version' in value &&
    typeof value.version === 'string'
  );
}
