import { ZhiyueError } from '../../contract/errors.ts';

/** The queue's answer; null while Redis is down or silent. For whoever goes on without it. */
export async function unlessAway<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ZhiyueError && error.code === 'redis-unreachable') return null;
    throw error;
  }
}
