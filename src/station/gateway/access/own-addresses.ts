/** Under which addresses this machine can be reached on the LAN. */
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** As `os.networkInterfaces` tells them. */
export type Interfaces = Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal' | 'scopeid'>[] | undefined>>;

/**
 * Addresses without the loopback ones, IPv4 first, those of private networks (RFC 1918) before others. Link-local IPv6 ones are left out: browsers cannot name their zone.
 * Where the listener stands on one address, that one only.
 */
export function lanAddresses(host: string | null, interfaces: Interfaces = networkInterfaces()): string[] {
  if (host !== null && host !== '0.0.0.0' && host !== '::') return [host];
  const usable = Object.values(interfaces).flatMap((each) => each ?? []).filter(({ internal, family, address }) => !internal && (family === 'IPv4' || host !== '0.0.0.0' && !/^fe[89ab]/i.test(address)));
  const rank = ({ family, address }: (typeof usable)[number]): number => (family === 'IPv6' ? 2 : /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) ? 0 : 1);
  return [...new Set(usable.toSorted((a, b) => rank(a) - rank(b)).map(({ address }) => address.toLowerCase()))];
}

/** The machine's names: its own, and as mDNS announces it. Empty where the name cannot stand in a URL. */
export function lanNames(name: string = hostname()): string[] {
  const plain = name.toLowerCase();
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(plain) || plain === 'localhost' || plain.length > 200) return [];
  return plain.includes('.') ? [plain] : [plain, `${plain}.local`];
}

/** As it stands in a URL: IPv6 in brackets. */
export function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
