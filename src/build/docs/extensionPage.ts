// The reference of the extension: commands, keys, settings, tasks and tools for language models, from its manifest and the
// key maps of its pages.
import { z } from 'zod';
import { code, table, type Page } from './markdown';
import { schemaType } from './schemaType';

const settingSchema = z.looseObject({
  description: z.string(),
  scope: z.string(),
  default: z.unknown(),
  enumDescriptions: z.array(z.string()).optional(),
  enum: z.array(z.string()).optional(),
});

const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(
      z.object({ command: z.string(), title: z.string(), enablement: z.string().optional() }),
    ),
    keybindings: z.array(z.object({ command: z.string(), key: z.string(), when: z.string() })),
    configuration: z.object({ properties: z.record(z.string(), settingSchema) }),
    menus: z.record(
      z.string(),
      z.array(z.object({ command: z.string().optional(), when: z.string().optional() })),
    ),
    taskDefinitions: z.array(
      z.object({
        type: z.string(),
        required: z.array(z.string()),
        properties: z.record(z.string(), z.object({ description: z.string() })),
      }),
    ),
    problemMatchers: z.array(z.object({ name: z.string(), label: z.string() })),
    languageModelTools: z.array(
      z.object({ toolReferenceName: z.string(), displayName: z.string(), modelDescription: z.string() }),
    ),
  }),
});
type Contributes = z.infer<typeof manifestSchema>['contributes'];

export interface PageKeys {
  readonly where: string;
  /** The key, and what it does. */
  readonly keys: readonly (readonly [string, string])[];
}

/** @param manifest package.json, parsed */
export function extensionPage(manifest: unknown, pageKeys: readonly PageKeys[]): Page {
  const { contributes } = manifestSchema.parse(manifest);
  return {
    title: 'The extension: commands, keys, settings',
    intro: 'What Guardrail Lens adds to VS Code, under the names that its interface shows.',
    body: [
      `## Commands\n\nIn the Command Palette, where no other place is said, under _Guardrail Lens_.\n\n${commands(contributes)}`,
      `## Keys\n\n${keys(contributes, pageKeys)}`,
      `## Settings\n\n${settings(contributes)}`,
      `## Tasks\n\n${tasks(contributes)}`,
      `## Tools for language models\n\n${tools(contributes)}`,
    ].join('\n\n'),
  };
}

const places: Readonly<Record<string, string>> = {
  'view/title': 'the head of a view',
  'view/item/context': 'an item of a view',
  'editor/title': 'the head of an editor',
  'editor/context': 'the menu of an editor',
  'editor/title/context': 'the menu of an editor’s tab',
  'explorer/context': 'the menu of a file',
};

function commands({ commands: all, menus }: Contributes): string {
  const hidden = new Set(
    (menus['commandPalette'] ?? []).flatMap(({ command, when }) => (when === 'false' ? [command ?? ''] : [])),
  );
  const rows = all.map(({ command, title, enablement }): string[] => {
    const shown = Object.entries(menus)
      .filter(([menu, items]) => menu !== 'commandPalette' && items.some((item) => item.command === command))
      .map(([menu]) => places[menu] ?? menu);
    const where = [...(hidden.has(command) ? [] : ['the Command Palette']), ...shown].join(', ');
    return [title, code(command), where, enablement?.includes('isWorkspaceTrusted') === true ? 'yes' : ''];
  });
  return table(['command', 'id', 'where', 'only in a trusted workspace'], rows);
}

function keys({ keybindings, commands: all }: Contributes, pageKeys: readonly PageKeys[]): string {
  const titleOf = (id: string): string => all.find(({ command }) => command === id)?.title ?? id;
  const rows = [
    ...keybindings.map(({ command, key }): string[] => [code(key), titleOf(command), 'a comparison']),
    ...pageKeys.flatMap(({ where, keys: list }) =>
      list.map(([key, what]): string[] => [code(key), what, where]),
    ),
  ];
  return table(['key', 'what it does', 'where'], rows);
}

function settings({ configuration }: Contributes): string {
  const rows = Object.entries(configuration.properties).map(([name, setting]): string[] => {
    const { description, scope, enum: values = [], enumDescriptions = [] } = setting;
    const each = values.flatMap((value, index) => {
      const text = enumDescriptions[index];
      return text === undefined ? [] : [`${code(value)}: ${text}`];
    });
    return [
      code(name),
      [description, ...each].join(' '),
      schemaType(setting),
      code(JSON.stringify(setting.default)),
      scope === 'window' ? '' : 'machine',
    ];
  });
  return table(['setting', 'what it does', 'values', 'default', 'scope'], rows);
}

function tasks({ taskDefinitions, problemMatchers }: Contributes): string {
  return taskDefinitions
    .map(({ type, required, properties }) => {
      const rows = Object.entries(properties).map(([key, { description }]): string[] => [
        code(key),
        description,
        required.includes(key) ? 'yes' : '',
      ]);
      const matchers = problemMatchers.map(({ name, label }) => `${code(`$${name}`)} (${label})`).join(', ');
      return `The type ${code(type)} in ${code('tasks.json')} runs the command line that comes with the extension. Problem matchers: ${matchers}.\n\n${table(['key', 'what it is', 'required'], rows)}`;
    })
    .join('\n\n');
}

function tools({ languageModelTools }: Contributes): string {
  return table(
    ['tool', 'name in a prompt', 'what it gives'],
    languageModelTools.map(({ displayName, toolReferenceName, modelDescription }) => [
      displayName,
      code(`#${toolReferenceName}`),
      modelDescription,
    ]),
  );
}
