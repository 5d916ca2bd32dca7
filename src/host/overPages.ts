// What questions have in common that are asked over pages and lists.

/** What has the focus may take it back as the question opens; the question must not close for that. */
export const overPages = { ignoreFocusOut: true } as const;
