/**
 * Runs `work` while no other page or thread of this origin runs something under the same name; without the Web Locks (a page without TLS) at once.
 * Several tabs share a refresh cookie and the kept writes.
 */
export async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks === undefined ? await work() : await locks.request(name, work);
}
