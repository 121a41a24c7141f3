/** What is set: language and colours of this screen, and of the station its network, threads, data folder and backups. Below, about the program. */
import { Button, Group, NumberInput, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Principal } from '../../../contract/access.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { stationLink } from '../../app/place.ts';
import { keepLanguage } from '../../i18n/texts.ts';
import { useGetLanQuery, useListDevicesQuery } from '../../store/api.ts';
import { problemOf } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { BackupPanel } from '../backup/BackupPanel.tsx';
import { bytesText } from '../../ui/bytes.ts';
import { useChangeSettingsMutation, useGetSettingsQuery, useGetStorageQuery } from './endpoints.ts';
import styles from './SettingsScreen.module.css';

const card = `card ${styles.card ?? ''}`;

export function SettingsScreen({ principal, path }: { readonly principal: Principal; readonly path: readonly string[] }) {
  const { t } = useTranslation();
  const { data: settings, error, refetch } = useGetSettingsQuery({});
  const [first, file] = path;
  return (
    <div className={styles.settings}>
      <Looks />
      <Network />
      {settings === undefined ? error === undefined ? null : <section className={card} aria-label={t('settings.workers')}><h2>{t('settings.workers')}</h2><NotRead error={error} again={refetch} /></section> : <Workers key={`${settings.workers.kept ?? 'all'}`} workers={settings.workers} />}
      <DataFolder folder={settings?.dataFolder ?? ''} />
      <div className={styles.wide}><BackupPanel opened={first === 'restore' && principal.local ? file ?? null : null} /></div>
      <section className={`${card} ${styles.wide ?? ''}`} aria-labelledby="about-title">
        <h2 id="about-title">{t('settings.about')}</h2>
        <p>{t('app.name')} {settings?.version ?? ''}</p>
        <p className="muted">{t('settings.licences')}</p>
        <p className="muted">{t('settings.help')}</p>
      </section>
    </div>
  );
}

function Looks() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const speak = (said: string): void => {
    const language = said === 'en' ? 'en' : 'zh-CN';
    keepLanguage(language);
    void i18n.changeLanguage(language);
  };
  return (
    <section className={card} aria-labelledby="looks-title">
      <h2 id="looks-title">{t('settings.looks')}</h2>
      <div className="field"><span id="language-label">{t('settings.language')}</span>
        <SegmentedControl aria-labelledby="language-label" value={i18n.language} onChange={speak} data={[{ value: 'zh-CN', label: '中文' }, { value: 'en', label: 'English' }]} />
      </div>
      <div className="field"><span id="colours-label">{t('settings.colours')}</span>
        <SegmentedControl aria-labelledby="colours-label" value={colorScheme} onChange={(said) => setColorScheme(said === 'dark' ? 'dark' : said === 'light' ? 'light' : 'auto')}
          data={[{ value: 'light', label: t('settings.light') }, { value: 'dark', label: t('settings.dark') }, { value: 'auto', label: t('settings.as-the-system') }]} />
      </div>
      <p className="hint">{t('settings.looks-about')}</p>
    </section>
  );
}

function Network() {
  const { t } = useTranslation();
  const { data: lan, error, refetch } = useGetLanQuery({});
  const { data: devices } = useListDevicesQuery({});
  return (
    <section className={card} aria-labelledby="network-title">
      <h2 id="network-title">{t('nav.lan')}</h2>
      {error === undefined || lan !== undefined ? null : <NotRead error={error} again={refetch} />}
      {lan === undefined ? null : <p>{t(lan.open ? 'settings.lan-open' : 'settings.lan-closed')}</p>}
      {devices === undefined ? null : <p className="muted">{t('settings.devices', { count: devices.devices.filter(({ revokedAt }) => revokedAt === null).length })}</p>}
      <p><a href={stationLink('lan')}>{t('settings.to-network')}</a></p>
    </section>
  );
}

/** As the station takes it. */
const atOnce = { min: 1, max: 64 };

function Workers({ workers }: { readonly workers: AnswerOf<'getSettings'>['workers'] }) {
  const { t } = useTranslation();
  const [every, setEvery] = useState(workers.kept === null);
  const [count, setCount] = useState<number | null>(workers.kept ?? workers.now);
  const [change, { isLoading, error }] = useChangeSettingsMutation();
  const wanted = every ? null : count;
  return (
    <section className={card} aria-labelledby="workers-title">
      <h2 id="workers-title">{t('settings.workers')}</h2>
      <p>{t('settings.workers-now', { count: workers.now })}</p>
      <form className={styles.fields} onSubmit={(event) => { event.preventDefault(); void change({ body: { workers: wanted } }); }}>
        <Switch label={t('settings.workers-every', { count: workers.cores })} checked={every} onChange={(event) => setEvery(event.currentTarget.checked)} />
        {every ? null : (
          <NumberInput className={styles.number ?? ''} label={t('settings.workers-count')} description={t('settings.workers-range', atOnce)} {...atOnce} allowDecimal={false} allowNegative={false} allowLeadingZeros={false} clampBehavior="strict"
            onPaste={(event) => { if (!/^\s*\d+\s*$/.test(event.clipboardData.getData('text'))) event.preventDefault(); }}
            value={count ?? ''} onChange={(said) => setCount(typeof said === 'number' ? said : null)} />
        )}
        <Group><Button type="submit" variant="default" disabled={wanted === workers.kept || (!every && count === null)} loading={isLoading}>{t('settings.save')}</Button></Group>
      </form>
      {error === undefined ? null : <div role="alert"><ProblemText problem={problemOf(error)} /></div>}
      <p className="hint" role="status">{workers.said ? t('settings.workers-said') : t((workers.kept ?? workers.cores) === workers.now ? 'settings.workers-about' : 'settings.workers-next', { count: workers.kept ?? workers.cores })}</p>
    </section>
  );
}

const parts = ['record', 'scans', 'crops', 'reports', 'cache', 'other'] as const;

function DataFolder({ folder }: { readonly folder: string }) {
  const { t } = useTranslation();
  const { data: storage, error, refetch } = useGetStorageQuery({}, { refetchOnMountOrArgChange: true });
  return (
    <section className={card} aria-labelledby="folder-title">
      <h2 id="folder-title">{t('settings.folder')}</h2>
      {folder === '' ? null : <p className={styles.path} dir="ltr"><code>{folder}</code></p>}
      {storage === undefined ? error === undefined ? <p className="muted" role="status">{t('app.loading')}</p> : <NotRead error={error} again={refetch} /> : (
        <dl className={styles.parts}>
          {parts.map((part) => <div key={part}><dt>{t(`settings.part-${part}`)}</dt><dd>{bytesText(storage.parts[part])}</dd></div>)}
          <div className={styles.free}><dt>{t('settings.free')}</dt><dd>{storage.freeBytes === null ? '—' : bytesText(storage.freeBytes)}</dd></div>
        </dl>
      )}
      {window.zhiyue === undefined ? null : <Group><Button variant="default" onClick={() => void window.zhiyue?.openDataFolder()}>{t('settings.open-folder')}</Button></Group>}
    </section>
  );
}
