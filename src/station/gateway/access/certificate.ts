/** The station's own certificate for the LAN: self-signed, kept in the data folder, made anew when an address is missing from it or it soon runs out. */
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { writeSecret } from './secret-file.ts';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
  /** SHA-256 of the certificate, as browsers show it: `A1:F3:…`. */
  readonly fingerprint: string;
  readonly until: Date;
}

const dayMs = 24 * 3_600_000;
const goodForDays = 730;
const renewDaysBefore = 30;

/** `names`: host names and addresses that it must hold for. Throws ZhiyueError disk-full and the like from writing. */
export async function keptCertificate(dataFolder: string, names: readonly string[], now: Date): Promise<Certificate> {
  const folder = join(dataFolder, 'tls');
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const known = await Promise.all([readFile(keyFile, 'utf8'), readFile(certFile, 'utf8')]).then(([key, cert]) => usable(key, cert, names, now)).catch(() => null);
  if (known) return known;
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'Zhiyue Station' }], {
    keyType: 'ec', curve: 'P-256', algorithm: 'sha256',
    // Clocks of classroom devices are not exact.
    notBeforeDate: new Date(now.getTime() - dayMs), notAfterDate: new Date(now.getTime() + goodForDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((name) => (isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name })) },
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeSecret(keyFile, made.private);
  await writeSecret(certFile, made.cert);
  return certificateOf(made.private, made.cert);
}

function usable(key: string, cert: string, names: readonly string[], now: Date): Certificate | null {
  const x509 = new X509Certificate(cert);
  const covered = names.every((name) => (isIP(name) === 0 ? x509.checkHost(name) : x509.checkIP(name)) !== undefined);
  const inTime = x509.validFromDate.getTime() <= now.getTime() && x509.validToDate.getTime() - now.getTime() > renewDaysBefore * dayMs;
  // Throws where the key is of another certificate.
  createSecureContext({ key, cert });
  return covered && inTime ? certificateOf(key, cert) : null;
}

function certificateOf(key: string, cert: string): Certificate {
  const { fingerprint256, validToDate } = new X509Certificate(cert);
  return { key, cert, fingerprint: fingerprint256, until: validToDate };
}
