/** Holds the whole station's work, or lets it go on. */
import { useTranslation } from 'react-i18next';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { useScanPauseMutation, useScanResumeMutation } from './endpoints.ts';

export function PauseButton({ paused }: { readonly paused: boolean }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const [pause, pausing] = useScanPauseMutation();
  const [resume, resuming] = useScanResumeMutation();
  const change = (): void => {
    const route = paused ? 'resumeTasks' : 'pauseTasks';
    (paused ? resume : pause)({}).unwrap().catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone(route, problemOfRejection({ error: rejection })))));
  };
  return <button type="button" className={`button small${paused ? ' primary' : ''}`} onClick={change} disabled={pausing.isLoading || resuming.isLoading}>{t(paused ? 'scan.resume' : 'scan.pause')}</button>;
}
