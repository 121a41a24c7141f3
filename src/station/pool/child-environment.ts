/**
 * For processes that work on images in several threads. glibc gives every thread an arena of its own, from which what was freed rarely goes back: with libvips' and V8's threads the pool's host grew by 100 to 200 MB
 * beyond what it holds. Two arenas are enough for those who allocate at once. And whatever has a megabyte and more (a picture) lies by itself and goes back when it is freed; left alone, glibc raises that
 * bound with each such block that is freed, up to 32 MB. Elsewhere the names mean nothing.
 */
const freedGoesBack = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' } as const;

/**
 * Environment for processes that compute for us: ours without what changes how Node runs. A trace SDK of `NODE_OPTIONS=--import`, a profiler or `NODE_V8_COVERAGE` are meant for the station;
 * a process that may only read its own folders could not load them and would not start. What `NODE_ENV` says stays.
 */
export function childEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(environment).filter(([name]) => !/^NODE_(?!ENV$)/i.test(name))), ...freedGoesBack };
}
