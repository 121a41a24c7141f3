/** Scans as somebody drops them into the page of an exam. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** As somebody drops them: the files are in the transfer, nothing is chosen. */
export async function drop(page: Page, files: readonly string[]): Promise<void> {
  const content = await Promise.all(files.map(async (file) => ({ name: path.basename(file), base64: (await readFile(file)).toString('base64') })));
  const transfer = await page.evaluateHandle((given) => {
    const made = new DataTransfer();
    for (const { name, base64 } of given) made.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { lastModified: 0 }));
    return made;
  }, content);
  await page.getByRole('region', { name: 'Put scans in' }).dispatchEvent('drop', { dataTransfer: transfer });
}
