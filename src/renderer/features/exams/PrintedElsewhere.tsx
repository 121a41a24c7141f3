/** Says of an exam whose sheets somebody else printed by which template they are read. */
import { useTranslation } from 'react-i18next';
import { stationLink } from '../../app/place.ts';
import { Name } from '../../ui/Name.tsx';

/** `templateId`: where it can be looked at; left out: the exam has its own copy of it. */
export function PrintedElsewhere({ name, templateId, hasNumber = true }: { readonly name: string; readonly templateId?: string; /** Whether the template says whose a sheet is. */ readonly hasNumber?: boolean }) {
  const { t } = useTranslation();
  return (
    <div>
      <strong>{t('sheets.elsewhere')}</strong>
      <p className="hint">{t('sheets.elsewhere-hint')}</p>
      {hasNumber ? null : <p role="note">{t('sheets.elsewhere-nobody')}</p>}
      <p>{templateId === undefined ? <Name lines={2}>{name}</Name> : <a href={stationLink('templates', templateId)}><Name lines={2}>{name}</Name></a>}</p>
    </div>
  );
}
