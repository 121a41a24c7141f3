/** Pairing codes that a device could still use; one that was made for the wrong person is voided. */
import { useTranslation } from 'react-i18next';
import type { AnswerOf } from '../../../contract/routes.ts';
import { useListExamsQuery, useListPairingsQuery, useVoidPairingMutation } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { Name } from '../../ui/Name.tsx';
import { minutesLeft } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './OpenCodes.module.css';

type OpenCode = AnswerOf<'listPairings'>['pairings'][number];

export function OpenCodes() {
  const { t } = useTranslation();
  const { data, error, refetch } = useListPairingsQuery({});
  const now = useNow((data?.pairings.length ?? 0) > 0);
  const open = (data?.pairings ?? []).filter(({ expiresAt }) => Date.parse(expiresAt) > now);
  if (data === undefined && error !== undefined) return <NotRead error={error} again={refetch} />;
  if (open.length === 0) return null;
  return (
    <div className={styles.open}>
      <h3>{t('pairing.open')}</h3>
      <ul>{open.map((code) => <OpenCodeRow key={code.pairingId} code={code} leftMs={Date.parse(code.expiresAt) - now} />)}</ul>
    </div>
  );
}

function OpenCodeRow({ code: { pairingId, role, exams }, leftMs }: { readonly code: OpenCode; readonly leftMs: number }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const { data: known } = useListExamsQuery({});
  const [end, { isLoading }] = useVoidPairingMutation();
  const titles = exams === 'all' ? t('pairing.all-exams') : exams.map((id) => known?.entities[id]?.title ?? id).join(', ');
  const go = (): void => {
    end({ params: { pairingId } }).unwrap().catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone('voidPairing', problemOfRejection(rejection)))));
  };
  return (
    <li className={styles.code}>
      <span className={styles.about}><strong>{t(`role.${role}`)}</strong><Name lines={1}>{titles}</Name></span>
      <span className="muted">{t('pairing.left', { time: minutesLeft(leftMs) })}</span>
      <button type="button" className="button small" disabled={isLoading} onClick={go} aria-label={t('pairing.void-one', { role: t(`role.${role}`), exams: titles })}>{t('pairing.void')}</button>
    </li>
  );
}
