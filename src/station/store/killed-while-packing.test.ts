import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ownModule } from '../own-files.ts';
import { openStore } from './store.ts';

test('killed at any moment, a station has every event that it said was written, each once, without gaps', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiyue-packing-'));
  for (const lines of [1, 7, 20]) {
    const child = spawn(process.execPath, [fileURLToPath(ownModule('../../../tests/support/packing-process.ts', import.meta.url)), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.split('\n').length > lines) child.kill('SIGKILL');
    });
    await exited;
    const last = Math.max(...said.split('\n').slice(0, -1).map(Number));
    await using store = await openStore(folder);
    const seqs = store.log.since(0, 1_000_000).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    expect(seqs.length).toBeGreaterThanOrEqual(last);
    expect(store.log.lastSeq()).toBe(seqs.length);
  }
  rmSync(folder, { recursive: true, force: true });
}, 30_000);
