/** Changes with every byte of what it is built from, and with nothing else. */
export function stampForTests(root: string): string;
