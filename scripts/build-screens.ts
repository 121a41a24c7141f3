/** `npm run build`: the screens into `out/renderer`. `--dev`: serves them with hot reload instead, and passes requests on to the station at ZHIYUE_STATION (else http://127.0.0.1:7411). */
import { build, createServer, mergeConfig } from 'vite';
import { renderer } from '../electron.vite.config.ts';

if (process.argv.includes('--dev')) {
  const station = process.env['ZHIYUE_STATION'] ?? 'http://127.0.0.1:7411';
  // The station answers only to its own address: Host and Origin are made to name it.
  const proxy = Object.fromEntries(['/api', '/health', '/metrics'].map((start) => [start, { target: station, changeOrigin: true, headers: { origin: station } }]));
  const server = await createServer(mergeConfig(renderer, {
    configFile: false,
    server: { host: '127.0.0.1', port: 5173, proxy: { ...proxy, '/live': { target: station, ws: true, changeOrigin: true, headers: { origin: station } } } },
  }));
  await server.listen();
  server.printUrls();
  server.bindCLIShortcuts({ print: true });
} else {
  await build(mergeConfig(renderer, { configFile: false, logLevel: 'warn' }));
}
