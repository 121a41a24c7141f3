/** TEMPORARY: routes whose handlers are being written. Gone before the gateway is done. */
import { ZhiyueError } from '../../../contract/errors.ts';

export async function notYet(): Promise<never> {
  throw new ZhiyueError('internal', 'This route is not there yet.');
}
