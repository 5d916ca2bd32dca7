// The page of every webview: a strict content security policy, one script, one style sheet, no text of its own.
import { randomBytes } from 'node:crypto';
import { Uri, type Webview, type WebviewOptions } from 'vscode';

export type WebviewName = 'comparison' | 'response' | 'training' | 'audit';

export function webviewOptions(extensionUri: Uri): WebviewOptions {
  return { enableScripts: true, localResourceRoots: [Uri.joinPath(extensionUri, 'dist', 'webview')] };
}

export function webviewHtml(webview: Webview, extensionUri: Uri, name: WebviewName, title: string): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (path: string): string =>
    webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', path)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    // blob: a figure that is made a PNG.
    `img-src ${webview.cspSource} blob:`,
    `font-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${file(`${name}.css`)}">
</head>
<body>
<glens-${name}></glens-${name}>
<script nonce="${nonce}" src="${file(`${name}.js`)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
