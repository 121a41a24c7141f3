/**
 * Environment for processes that work on images in several threads. glibc gives every thread an arena of its own, from which what was freed rarely goes back: with libvips' and V8's threads the pool's host grew by 100 to 200 MB beyond what it holds.
 * Two arenas are enough for those who allocate at once. Elsewhere the name means nothing.
 */
export const fewArenas = { MALLOC_ARENA_MAX: '2' } as const;
