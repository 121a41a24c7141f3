/** All blocks, those with which something is wrong marked, and what can be done to the sheet as a whole. */
import { useTranslation } from 'react-i18next';
import type { TemplateBlock, TemplateRegion } from '../../../contract/routes/templates.ts';
import { Name } from '../../ui/Name.tsx';
import { shownName } from './block-names.ts';
import type { Clash } from './numbering.ts';
import { PicturesBeside } from './PicturesBeside.tsx';
import styles from './Templates.module.css';

interface BlockListProps {
  readonly blocks: readonly TemplateBlock[];
  readonly regions: readonly TemplateRegion[];
  readonly pictures: readonly string[];
  /** Names of blocks with which something is wrong. */
  readonly wrong: ReadonlySet<string>;
  /** Names of those that do not lie on what is printed. */
  readonly astray: readonly string[];
  readonly onChoose: (block: string) => void;
}

export function BlockList({ blocks, regions, pictures, wrong, astray, onChoose }: BlockListProps) {
  const { t } = useTranslation();
  return (
    <>
      <h2>{t('templates.blocks', { count: blocks.length })}</h2>
      <ul className={styles.blocks}>
        {blocks.map((block) => {
          const isAstray = astray.includes(block.name), isWrong = isAstray || wrong.has(block.name);
          return (
            <li key={block.name}>
              <button type="button" className="button small" data-wrong={isWrong || undefined} {...(isAstray ? { title: t('templates.marked') } : {})} onClick={() => onChoose(block.name)}>
                <span className="one-line">{isWrong ? <span aria-hidden="true">⚠ </span> : null}{shownName(t, block.name)}</span>
                <small className="muted">{t('templates.block-sum', { fields: block.fields.length, values: block.values.length })}</small>
              </button>
            </li>
          );
        })}
      </ul>
      <p className="hint">{t('templates.draw-hint')}</p>
      {regions.length === 0 ? null : (
        <details className={styles.regions}>
          <summary>{t('templates.regions', { count: regions.length })}</summary>
          <p className="hint">{t('templates.regions-hint')}</p>
          <ul>{regions.map(({ name, kind, candidate }) => <li key={name}><Name lines={1}>{name}</Name><small className="muted">{t(`templates.region.${kind}`)}{candidate ? ` · ${t('templates.candidate')}` : ''}</small></li>)}</ul>
        </details>
      )}
      <PicturesBeside pictures={pictures} />
    </>
  );
}

export const wrongOf = (clashes: readonly Clash[], off: readonly string[]): ReadonlySet<string> => new Set([...clashes.flatMap(({ blocks }) => blocks), ...off]);

/** Which blocks have a number in common: neither can be kept like that. */
export function Clashes({ clashes }: { readonly clashes: readonly Clash[] }) {
  const { t } = useTranslation();
  return clashes.length === 0 ? null : (
    <div role="alert" className={styles.clashes}>
      <ul>{clashes.map(({ label, blocks: [one, other] }) => <li key={`${one} ${other}`}>{t(one === other ? 'templates.clash-own' : 'templates.clash', { label, one: shownName(t, one), other: shownName(t, other) })}</li>)}</ul>
      <p>{t('templates.clash-do')}</p>
    </div>
  );
}

/** Which blocks lie off the page, at least in part: no page can be read with them. */
export function OffPage({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation();
  return names.length === 0 ? null : <p role="alert" className={styles.clashes}>{t('templates.off-page', { count: names.length, blocks: names.map((name) => shownName(t, name)).join(t('templates.comma')) })}</p>;
}
