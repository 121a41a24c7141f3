/** The other language, in its own words. */
import { useTranslation } from 'react-i18next';
import { keepLanguage, type Language } from '../i18n/texts.ts';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const other: Language = i18n.language === 'en' ? 'zh-CN' : 'en';
  const change = (): void => {
    keepLanguage(other);
    void i18n.changeLanguage(other);
  };
  return <button type="button" className="button quiet small" lang={other} title={t('language.label')} onClick={change}>{t('language.other')}</button>;
}
