/** What a person can mend: shown as one sentence, without a stack trace. */
export class SetupError extends Error {}
