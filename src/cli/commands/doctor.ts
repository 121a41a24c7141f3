import { readConfig } from '../../station/config.ts';
import type { Console } from '../console.ts';
import { checkMachine } from '../machine-checks.ts';

export interface DoctorOptions { readonly dataDir?: string; readonly json?: boolean }

/** `zhiyue doctor`: what is installed, what is missing, what to do. Exit code 3 when something is missing. */
export async function doctor(options: DoctorOptions, console: Console): Promise<number> {
  const { t } = console;
  const { dataFolder } = readConfig(console.environment, options.dataDir === undefined ? {} : { dataFolder: options.dataDir });
  const checks = await checkMachine({ dataFolder, environment: console.environment });
  const missing = checks.filter((check) => !check.fine);
  if (options.json) {
    console.out(JSON.stringify({ fine: missing.length === 0, checks: checks.map(({ name, fine, found }) => ({ name, fine, found, what_to_do: fine ? null : t(`doctor.${name}.do`) })) }));
    return missing.length === 0 ? 0 : 3;
  }
  const { textTable } = await import('../text-table.ts');
  const rows = checks.map(({ name, fine, found }) => [fine ? '✓' : '✗', t(`doctor.${name}`), found]);
  for (const line of textTable([{ heading: '' }, { heading: '' }, { heading: '' }], rows).slice(2)) console.out(line);
  console.out('');
  if (missing.length === 0) console.out(t('doctor.fine'));
  else {
    console.out(t('doctor.missing', { count: missing.length }));
    for (const { name } of missing) console.out(`  ✗ ${t(`doctor.${name}`)}: ${t(`doctor.${name}.do`)}`);
  }
  return missing.length === 0 ? 0 : 3;
}
