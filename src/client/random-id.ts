/** 32 hexadecimal digits by chance. `crypto.randomUUID` is missing on pages without TLS, which a LAN may have. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
