/** Long work that somebody waits for and may ask after, by the name that their client gave it: nobody else's has the same. */
export const jobName = (principalId: string, examId: string, job: string): string => JSON.stringify([principalId, examId, job]);
