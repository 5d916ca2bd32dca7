// Where the sources lie, for the manifests that are published. The repository's own manifest does not say, since a copy lies
// elsewhere; whoever publishes does.

/** Fields of a manifest; none where GLENS_REPOSITORY_URL is not set. @throws Error for what is no https address */
export function repositoryFields(url = process.env.GLENS_REPOSITORY_URL ?? '') {
  if (url === '') return {};
  if (!/^https:\/\/[^\s/]+\/\S+$/.test(url)) {
    throw new Error(`GLENS_REPOSITORY_URL is no https address: ${url}`);
  }
  const page = url.replace(/(?:\.git)?\/?$/, '');
  return {
    repository: { type: 'git', url: `${page}.git` },
    homepage: page,
    bugs: { url: `${page}/issues` },
  };
}
