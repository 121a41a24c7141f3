import type { Role } from '../../contract/access.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { InputOf } from '../../client/station-client.ts';
import type { AnswerOf } from '../../contract/routes.ts';
import { oneByStart } from '../by-start.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { withStation } from '../running-station.ts';
import { textTable } from '../text-table.ts';

export interface DevicesOptions {
  readonly action: 'list' | 'change' | 'revoke';
  readonly device?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
  // For `change`.
  readonly role?: Role;
  readonly exam?: readonly string[];
  readonly allExams?: boolean;
  readonly name?: string;
}

type Device = AnswerOf<'listDevices'>['devices'][number];

/** `zhiyue devices [change ID … | revoke ID]`: who may come in, with what rights, and an end to it. */
export async function devices({ action, device, dataDir, json, ...wanted }: DevicesOptions, console: Console): Promise<number> {
  const { t } = console;
  const change = changeIn(wanted);
  if (action !== 'list' && device === undefined) throw ZhiyueError.of('option-invalid', [fault('option-device-needed')], { about: `devices ${action}` });
  if (action === 'change' && change === null) throw ZhiyueError.of('option-invalid', [fault('option-device-change-needed')], { about: 'devices change' });
  if (action !== 'change' && change !== null) throw ZhiyueError.of('option-invalid', [fault('option-device-change-only')], { about: `devices ${action}` });
  return withStation(console, dataDir, async ({ client, dataFolder }) => {
    const { devices: all } = await client.request('listDevices', {});
    if (action === 'list' || device === undefined) {
      if (json) console.out(JSON.stringify({ devices: all }));
      else if (all.length === 0) console.note(t('devices.none'));
      else table(all, console);
      return 0;
    }
    const { deviceId, name } = oneByStart(all, device, {
      idOf: (each) => each.deviceId, none: t('devices.unknown', { id: device, at: console.at(dataFolder) }), several: (count) => t('devices.several', { count, id: device }),
    });
    if (action === 'revoke') {
      await client.request('revokeDevice', { params: { deviceId } });
      console.out(t('devices.revoked', { name: printable(name) }));
    } else {
      const changed = await client.request('changeDevice', { params: { deviceId }, body: change ?? {} });
      console.out(json ? JSON.stringify(changed) : t('devices.changed', { name: printable(changed.name), role: t(`role.${changed.role}`), exams: examsText(changed, console) }));
    }
    return 0;
  });
}

/** null: nothing was asked to be changed. */
function changeIn({ role, exam, allExams, name }: Pick<DevicesOptions, 'role' | 'exam' | 'allExams' | 'name'>): InputOf<'changeDevice'>['body'] | null {
  if (exam !== undefined && allExams) throw ZhiyueError.of('option-invalid', [fault('option-exams-both')], { about: '--all-exams' });
  const exams: 'all' | string[] | undefined = allExams ? 'all' : exam === undefined ? undefined : [...exam];
  const change = { ...(role === undefined ? {} : { role }), ...(exams === undefined ? {} : { exams }), ...(name === undefined ? {} : { name }) };
  return Object.keys(change).length === 0 ? null : change;
}

function table(all: readonly Device[], console: Console): void {
  const { t } = console;
  const headings = ['id', 'name', 'role', 'exams', 'seen', 'state'] as const;
  const rows = all.map((each) => [
    each.deviceId.slice(0, 8), printable(each.name), t(`role.${each.role}`), examsText(each, console), each.lastSeenAt === null ? '—' : localTime(new Date(each.lastSeenAt)).slice(0, 16),
    t(each.revokedBecause === null ? 'devices.active' : `devices.${each.revokedBecause}`),
  ]);
  for (const line of textTable(headings.map((name) => ({ heading: t(`devices.column-${name}`) })), rows)) console.out(line);
}

const examsText = ({ exams }: Pick<Device, 'exams'>, { t }: Console): string => (exams === 'all' ? t('pair.all-exams') : exams.join(', '));

/** People name their devices: nothing in a name shall steer the terminal. */
function printable(name: string): string {
  return name.replace(/\p{Cc}|\p{Cf}/gu, '?');
}
