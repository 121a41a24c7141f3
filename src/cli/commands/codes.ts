import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { AnswerOf } from '../../contract/routes.ts';
import { oneByStart } from '../by-start.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { withStation } from '../running-station.ts';
import { textTable } from '../text-table.ts';

export interface CodesOptions { readonly action: 'list' | 'void'; readonly code?: string; readonly dataDir?: string; readonly json?: boolean }

type OpenCode = AnswerOf<'listPairings'>['pairings'][number];

/** `zhiyue codes [void ID]`: pairing codes that a device could still use, and an end to one, or to `all`. */
export async function codes({ action, code, dataDir, json }: CodesOptions, console: Console): Promise<number> {
  const { t } = console;
  if (action === 'void' && code === undefined) throw ZhiyueError.of('option-invalid', [fault('option-code-needed')], { about: 'codes void' });
  return withStation(console, dataDir, async ({ client, dataFolder }) => {
    const { pairings } = await client.request('listPairings', {});
    if (action === 'void' && code !== undefined) {
      const meant = code === 'all' ? pairings : [oneByStart(pairings, code, {
        idOf: ({ pairingId }) => pairingId, none: t('codes.unknown', { id: code, at: console.at(dataFolder) }), several: (count) => t('codes.several', { count, id: code }),
      })];
      for (const { pairingId } of meant) await client.request('voidPairing', { params: { pairingId } });
      if (meant.length === 0) console.note(t('codes.none'));
      else console.out(t('codes.voided', { ids: meant.map(shortId).join(', ') }));
    } else if (json) {
      console.out(JSON.stringify({ pairings }));
    } else if (pairings.length === 0) {
      console.note(t('codes.none'));
    } else {
      const headings = (['id', 'role', 'exams'] as const).map((name) => ({ heading: t(`devices.column-${name}`) }));
      const rows = pairings.map(({ pairingId, role, exams, expiresAt }) => [shortId({ pairingId }), t(`role.${role}`), exams === 'all' ? t('pair.all-exams') : exams.join(', '), localTime(new Date(expiresAt)).slice(0, 16)]);
      for (const line of textTable([...headings, { heading: t('codes.column-until') }], rows)) console.out(line);
    }
    return 0;
  });
}

const shortId = ({ pairingId }: Pick<OpenCode, 'pairingId'>): string => pairingId.slice(0, 8);
