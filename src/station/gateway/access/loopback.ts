/** A listener for both families names IPv4 addresses in the IPv6 way. */
const loopback = /^(::ffff:)?127\.|^::1$/;

/** Whether an address of a socket's other end is this machine's own loopback. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && loopback.test(address);
}
