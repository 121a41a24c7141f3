/** Of all connections since the hub was opened; `queued` is what waits now. */
export interface Counters {
  queued: number;
  dropped: number;
  overflows: number;
  sentMessages: number;
  sentBytes: number;
  receivedBytes: number;
  refused: number;
}
