/** The desktop app's main process and preload into `out/main` and `out/preload`. */
import { main, preload } from '../electron.vite.config.ts';
import { buildInPlace } from './build-in-place.ts';

await buildInPlace([{ name: 'main', kind: 'main', config: main }, { name: 'preload', kind: 'preload', config: preload }]);
