/** Chromium's debugger does not see addresses of one's own scheme: `app://zhiyue/…` is opened as an https address that nobody has. */
const host = 'https://zhiyue.stand-in.invalid';

export const opened = (url: string): string => url.replace(/^app:\/\/zhiyue/, host);
export const told = (url: string): string => (url.startsWith(`${host}/`) ? `app://zhiyue${url.slice(host.length)}` : url);
