/** Keys for different ends, all from the one in `access.key`. */
import { createHmac } from 'node:crypto';

export const accessKeyName = 'access.key';

const derived = (key: Uint8Array, end: string): Buffer => createHmac('sha256', key).update(`zhiyue ${end}`).digest();

export const tokenKey = (key: Uint8Array): Buffer => derived(key, 'access token');
export const refreshKey = (key: Uint8Array): Buffer => derived(key, 'refresh token');
