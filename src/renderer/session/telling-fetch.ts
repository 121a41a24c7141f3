/** `fetch` says nothing of how much of a body has left; XMLHttpRequest does. Used where somebody wants to know. */
import type { Fetch } from '../../client/network/http.ts';

export const tellingFetch: Fetch = (url, init) => (init.onSent === undefined ? fetch(url, init) : sendTelling(url, init, init.onSent));

function sendTelling(url: string, { method, headers, body, signal }: Parameters<Fetch>[1], onSent: (bytes: number) => void): ReturnType<Fetch> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open(method, url);
    request.responseType = 'blob';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => {
      const content: unknown = request.response;
      resolve({ status: request.status, headers: { get: (name) => request.getResponseHeader(name) }, blob: () => Promise.resolve(content instanceof Blob ? content : new Blob()) });
    });
    request.addEventListener('error', () => reject(new TypeError('The station did not answer.')));
    request.addEventListener('abort', () => reject(signal.reason));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
    signal.addEventListener('abort', abort);
    request.send(body);
  });
}
