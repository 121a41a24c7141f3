/** What a server of the gateway takes, on the loopback address and on the LAN. */

/** First line and headers. */
export const maxHeaderBytes = 16 * 1024;

/** For `http.createServer`, `https.createServer` and Fastify alike. */
export const serverLimits = {
  /** Until the last header is there. */
  headersTimeout: 20_000,
  /** Until the last byte of the body is there: a thousand scans over a slow WLAN take their time. */
  requestTimeout: 3 * 3_600_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: maxHeaderBytes,
  connectionsCheckingInterval: 10_000,
  // The doors refuse who names nobody, with a problem document.
  requireHostHeader: false,
} as const;

/** Connections that wait to be taken: a thousand devices that come back at once overflow the 511 of Node. */
export const listenBacklog = 4096;

/** Bytes of a JSON body, where the route says nothing else. */
export const maxJsonBytes = 1024 * 1024;

/** For a body that is no upload. */
export const bodyMs = 60_000;

/** Without a byte of an upload. */
export const silentUploadMs = 120_000;

/** Of one multipart request. */
export const multipartLimits = { files: 20_000, parts: 20_100, fields: 100, fieldSize: 64 * 1024, fieldNameSize: 200, headerPairs: 20 } as const;

/** Of one paired device, or of one address that is not signed in; the window and the command line have no limit. */
export const requestsPerMinute = 600;

/** A machine that reads pages asks four times a page. */
export const workerRequestsPerMinute = 12_000;

/** How long closing waits for requests under way before it tells them to stop. */
export const closingMs = 2000;
