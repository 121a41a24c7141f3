/** What went wrong with Redis while the station ran, for the log and the health screen; the server deals with it itself. */
export interface RedisTrouble {
  readonly kind: 'died' | 'restart-failed' | 'files-set-aside' | 'orphan-stopped' | 'connection';
  readonly detail: string;
}
