// How the tree shows a server, its models, and a file of responses made elsewhere.
import { basename } from 'node:path';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { serverName } from '../endpoints/endpointUrl';
import type { EndpointServer } from '../endpoints/endpointServers';
import type { EndpointChoice } from '../subjects/subjectEntry';

export function serverItem(server: EndpointServer): TreeItem {
  const { url, models, state, hasKey } = server;
  const item = new TreeItem(
    serverName(url),
    models.length === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded,
  );
  // Another id once there are models: VS Code keeps whether an item was open by its id.
  item.id = `server:${url}${models.length === 0 ? '' : '#models'}`;
  item.iconPath = serverIcon(state);
  item.description = stateWords(server);
  item.contextValue = ['server', state, ...(hasKey ? ['hasKey'] : [])].join(' ');
  item.tooltip = serverTooltip(server);
  item.accessibilityInformation = { label: `Server ${serverName(url)}, ${stateWords(server)}` };
  return item;
}

function serverIcon(state: EndpointServer['state']): ThemeIcon {
  switch (state) {
    case 'listed':
      return new ThemeIcon('server-environment');
    case 'asking':
      return new ThemeIcon('loading~spin');
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('errorForeground'));
  }
}

function stateWords({ state, models }: EndpointServer): string {
  if (state === 'asking') return 'asking for its models';
  if (state === 'failed') return 'gave no models';
  return models.length === 1 ? '1 model' : `${models.length} models`;
}

function serverTooltip({ url, listedAt, failure, hasKey }: EndpointServer): string {
  return [
    url,
    ...(failure === null ? [] : [failure.message, failure.advice]),
    ...(listedAt === null ? [] : [`Models as listed on ${new Date(listedAt).toLocaleString()}.`]),
    hasKey ? 'A key is kept for this origin.' : 'Asked without a key.',
  ].join('\n');
}

export function modelItem({ url, model }: EndpointChoice, hasAdapters: boolean): TreeItem {
  const { id, parent, contextLength, owner } = model;
  const item = new TreeItem(
    id,
    hasAdapters ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None,
  );
  item.id = `endpoint:${url}#${id}`;
  item.iconPath = new ThemeIcon(parent === null ? 'package' : 'layers');
  item.description = parent === null ? '' : 'adapter';
  item.contextValue = ['endpoint', ...(parent === null ? [] : ['hasBase'])].join(' ');
  item.tooltip = [
    `${id} — model of ${serverName(url)}`,
    ...(parent === null ? [] : [`Made of ${parent}, as the server says.`]),
    ...(contextLength === null ? [] : [`Context: ${contextLength.toLocaleString('en-US')} tokens`]),
    ...(owner === null ? [] : [`Owner: ${owner}`]),
  ].join('\n');
  item.accessibilityInformation = {
    label: `${id}, ${parent === null ? 'model' : `adapter of ${parent}`} on ${serverName(url)}`,
  };
  return item;
}

export function responsesItem(path: string): TreeItem {
  const item = new TreeItem(basename(path), TreeItemCollapsibleState.None);
  item.id = `responses:${path}`;
  item.iconPath = new ThemeIcon('list-flat');
  item.description = 'responses made elsewhere';
  item.contextValue = 'responses';
  item.resourceUri = Uri.file(path);
  item.tooltip = `${path}\nPrompts and responses of another program: compared by prompt, without any model.`;
  item.command = { command: 'vscode.open', title: 'Open', arguments: [Uri.file(path)] };
  item.accessibilityInformation = { label: `${basename(path)}, responses made elsewhere` };
  return item;
}
