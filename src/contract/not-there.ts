/** What is asked for by its id and is not there, said in the reader's language by the station, the command line and the screens alike. */
import { ZhiyueError } from './errors.ts';
import { fault } from './faults.ts';

export type Sought = 'exam' | 'batch' | 'page' | 'exception' | 'template' | 'event' | 'task' | 'letter' | 'backup' | 'candidate' | 'device' | 'report';

/** `input-missing` where a person names it among what is to be worked on. */
export function notThere(what: Sought, id: string, code: 'not-found' | 'input-missing' = 'not-found'): ZhiyueError {
  return ZhiyueError.of(code, [fault(`${what}-unknown`, { [what]: id })], { about: id });
}
