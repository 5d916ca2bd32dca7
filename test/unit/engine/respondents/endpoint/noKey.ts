/** For servers that ask for none. */
export const noKey = (): Promise<null> => Promise.resolve(null);
