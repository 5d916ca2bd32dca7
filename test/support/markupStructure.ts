// The tags of a page without what stands in them: text of others must change nothing about it.

/** Tag and attribute names in order. */
export function markupStructure(markup: string): string[] {
  const tags = markup.replace(/<(style|script)>[^]*?<\/\1>/g, '').match(/<[^<>]*>/g) ?? [];
  return tags.map((tag) => tag.replace(/="[^"]*"/g, '=').replace(/\s+/g, ' '));
}
