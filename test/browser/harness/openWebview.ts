// Opens a webview's bundle in a plain page: theme variables as VS Code sets them, and a host on this side of the browser.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type {
  HostNotificationMessage,
  WebviewRequestMessage,
  WebviewResponseMessage,
} from '../../../src/protocol/webview';

/** Stands in for the extension host. */
export interface AnsweringHost {
  answer(message: WebviewRequestMessage): WebviewResponseMessage;
}

export type ThemeName = 'dark' | 'light' | 'hc' | 'hcLight';

/** The kind that VS Code writes into the body of a webview, as a class and as an attribute. */
const kinds: Readonly<Record<ThemeName, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast-light',
};

export interface OpenWebviewOptions<Host extends AnsweringHost> {
  readonly name: 'comparison' | 'response' | 'training';
  /** Folder with `<name>.js` and `<name>.css`. */
  readonly bundles: string;
  /** File with the variables of each theme: theme → variable → value. */
  readonly themes: string;
  readonly theme: ThemeName;
  readonly width: number;
  readonly height: number;
  /** Gets the function that sends a notification into the page. */
  readonly makeHost: (notify: (message: HostNotificationMessage) => void) => Host;
  /** What `getState` returns at first. */
  readonly uiState?: unknown;
}

export interface OpenedWebview<Host extends AnsweringHost> {
  readonly page: Page;
  readonly host: Host;
}

export async function openWebview<Host extends AnsweringHost>(
  context: BrowserContext,
  { name, bundles, themes, theme, width, height, makeHost, uiState }: OpenWebviewOptions<Host>,
): Promise<OpenedWebview<Host>> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  const send = (message: unknown): void => {
    // A page that was closed in the meantime needs no message.
    page.evaluate((data) => window.postMessage(data, '*'), message).catch(() => undefined);
  };
  const host = makeHost(send);
  await page.exposeFunction('toHost', (message: WebviewRequestMessage) => send(host.answer(message)));
  const variables = (JSON.parse(await readFile(themes, 'utf8')) as Record<string, Record<string, string>>)[
    theme
  ];
  const style = Object.entries(variables ?? {}).map(([variable, value]) => `${variable}: ${value};`);
  const css = await readFile(join(bundles, `${name}.css`), 'utf8');
  await page.addInitScript((initial) => {
    let state: unknown = initial;
    Object.assign(window, {
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => {
          const toHost: unknown = Reflect.get(window, 'toHost');
          (toHost as (message: unknown) => void)(message);
        },
        getState: () => state,
        setState: (next: unknown) => {
          state = next;
          Object.assign(window, { uiState: next });
        },
      }),
    });
  }, uiState ?? null);
  // A document without scripts first, so that the init script has run in it.
  await page.goto('about:blank');
  await page.setContent(`<!DOCTYPE html><html lang="en"><head><title>${name}</title><style>${css}</style>
<style>html { ${style.join('\n')} }</style></head>
<body><glens-${name}></glens-${name}></body></html>`);
  await page.addScriptTag({ path: join(bundles, `${name}.js`) });
  await page.evaluate((kind) => {
    document.body.className = kind === 'vscode-high-contrast-light' ? `${kind} vscode-high-contrast` : kind;
    document.body.setAttribute('data-vscode-theme-kind', kind);
    // The toolkit takes the theme's values over when the page is loaded, which this one was before the script came.
    window.dispatchEvent(new Event('load'));
  }, kinds[theme]);
  return { page, host };
}
