/** BullMQ takes neither a colon nor a bare number for an id. */
export const jobIdOf = (key: string): string => `k${encodeURIComponent(key)}`;

/** The key that a task was added with. */
export const keyOf = (id: string | undefined): string => decodeURIComponent((id ?? '').slice(1));
