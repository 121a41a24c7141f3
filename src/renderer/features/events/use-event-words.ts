/** The words for events, with the titles of exams and the names of devices that this person may know. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../contract/access.ts';
import type { StoredEvent } from '../../../contract/events.ts';
import { useListDevicesQuery, useListExamsQuery } from '../../store/api.ts';
import { useScreensSelector } from '../../store/hooks.ts';
import { actorName, eventDetail, eventName } from './event-text.ts';

export interface EventWords {
  readonly name: (event: StoredEvent) => string;
  readonly exam: (event: StoredEvent) => string | null;
  readonly actor: (event: StoredEvent) => string;
  readonly detail: (event: StoredEvent) => string;
}

/** The names of those who did something, as far as this person may know them. */
export function useActorName(): (actor: string) => string {
  const { t } = useTranslation();
  const devices = useDeviceNames();
  return (actor) => actorName(actor, t, devices);
}

function useDeviceNames(): ReadonlyMap<string, string> {
  const principal = useScreensSelector((state) => state.connection.principal);
  const mayKnow = principal !== null && mayDo(principal, 'access.change', null);
  const { data } = useListDevicesQuery({}, { skip: !mayKnow });
  return useMemo(() => new Map(data?.devices.map(({ deviceId, name }) => [deviceId, name])), [data]);
}

/** Stays the same object while neither titles nor names change: progress alone does not draw the rows again. */
export function useEventWords(): EventWords {
  const { t } = useTranslation();
  const deviceNames = useDeviceNames();
  const { titles } = useListExamsQuery({}, { selectFromResult: ({ data }) => ({ titles: JSON.stringify(Object.values(data?.entities ?? {}).map(({ id, title }) => [id, title])) }) });
  return useMemo(() => {
    const titleOf: ReadonlyMap<string, string> = new Map(JSON.parse(titles));
    return {
      name: ({ type }) => eventName(type, t),
      exam: ({ exam_id: id }) => (id === null ? null : (titleOf.get(id) ?? id)),
      actor: ({ actor }) => actorName(actor, t, deviceNames),
      detail: (event) => eventDetail(event, t, { devices: deviceNames, exams: titleOf }),
    };
  }, [titles, deviceNames, t]);
}
