/** The files of every report by name: who reads one of them as input must not have it written over. */
export const reportFiles: readonly string[] = ['answers.csv', 'scores.csv', 'exceptions.csv', 'quality.csv', 'results.xlsx', 'statistics.json'];
