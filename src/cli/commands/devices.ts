import { ZhiyueError } from '../../contract/errors.ts';
import type { AnswerOf } from '../../contract/routes.ts';
import { type ByStart, oneByStart } from '../by-start.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { withStation } from '../running-station.ts';
import { textTable } from '../text-table.ts';

export interface DevicesOptions { readonly action: 'list' | 'revoke'; readonly device?: string; readonly dataDir?: string; readonly json?: boolean }

type Device = AnswerOf<'listDevices'>['devices'][number];

/** `zhiyue devices [revoke ID]`: who may come in, and an end to it. */
export async function devices({ action, device, dataDir, json }: DevicesOptions, console: Console): Promise<number> {
  const { t } = console;
  if (action === 'revoke' && device === undefined) throw new ZhiyueError('option-invalid', 'Say which device: `zhiyue devices` shows their ids.', { about: 'devices revoke' });
  return withStation(console, dataDir, async ({ client }) => {
    const { devices: all } = await client.request('listDevices', {});
    if (action === 'revoke' && device !== undefined) {
      const found = oneByStart(all, device, byId);
      await client.request('revokeDevice', { params: { deviceId: found.deviceId } });
      console.out(t('devices.revoked', { name: found.name }));
    } else if (json) {
      console.out(JSON.stringify({ devices: all }));
    } else if (all.length === 0) {
      console.note(t('devices.none'));
    } else {
      const headings = ['id', 'name', 'role', 'exams', 'seen', 'state'] as const;
      const rows = all.map((each) => [shortId(each), printable(each.name), t(`role.${each.role}`), each.exams === 'all' ? t('pair.all-exams') : each.exams.join(', '), each.lastSeenAt === null ? '—' : localTime(new Date(each.lastSeenAt)).slice(0, 16),
        t(each.revokedBecause === null ? 'devices.active' : `devices.${each.revokedBecause}`)]);
      for (const line of textTable(headings.map((name) => ({ heading: t(`devices.column-${name}`) })), rows)) console.out(line);
    }
    return 0;
  });
}

const shortId = ({ deviceId }: Device): string => deviceId.slice(0, 8);

/** People name their devices: nothing in a name shall steer the terminal. */
function printable(name: string): string {
  return name.replace(/\p{Cc}|\p{Cf}/gu, '?');
}

const byId: ByStart<Device> = { idOf: ({ deviceId }) => deviceId, none: 'There is no such device; `zhiyue devices` shows them.', several: (count) => `${count} devices begin with it: say more of the id.` };
