/** Pictures that the template names and that the station has not: only their names go into the file that is saved. */
import { useTranslation } from 'react-i18next';

export function PicturesBeside({ pictures }: { readonly pictures: readonly string[] }) {
  const { t } = useTranslation();
  return pictures.length === 0 ? null : <p className="hint" dir="auto">{t('templates.pictures', { count: pictures.length, pictures: pictures.join(t('templates.comma')) })}</p>;
}
