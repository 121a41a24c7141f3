/** Beside the sheets while they are drawn: how many there are so far. */
export const progressFileOf = (file: string): string => `${file}.drawn`;
