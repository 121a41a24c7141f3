/** What the block in hand is: its fields, their options, and where it stands. */
import { Button, Checkbox, Input, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { Icon } from '../../ui/Icon.tsx';
import { shownName } from './block-names.ts';
import { asPrinted, type Box, type Framed, laidInto, type Page, usualValues, wellSeen, withFields } from './drawing.ts';
import { asCandidate, countsUp, joinedInto, labelsFrom } from './numbering.ts';
import styles from './Templates.module.css';
import { type LostText, TypedCount, TypedText } from './TypedField.tsx';
import type { SeenBlocks } from './use-seen.ts';

export interface ChangeOptions {
  readonly snap: boolean;
  /** Which it is laid into. */
  readonly frame?: Box;
  /** What it is where it turns out to lie on no printed bubbles. */
  readonly instead?: Framed | null;
}

interface BlockPanelProps {
  readonly block: TemplateBlock;
  /** As it was drawn. */
  readonly frame: Box;
  readonly blocks: readonly TemplateBlock[];
  readonly page: Page;
  /** What the snap saw of it; null: it was not snapped since it was opened. */
  readonly seen: ReturnType<SeenBlocks['of']>;
  readonly onChange: (block: TemplateBlock, options: ChangeOptions) => void;
  /** A field went away with what could not be taken. */
  readonly onLost: (lost: LostText) => void;
  readonly onSnap: () => void;
  readonly onRemove: () => void;
}

const mostFields = 300, mostValues = 40;
const places = ['x', 'y', 'valueGap', 'fieldGap', 'w', 'h'] as const;

export function BlockPanel({ block, frame, blocks, page, seen, onChange, onLost, onSnap, onRemove }: BlockPanelProps) {
  const { t } = useTranslation();
  const shown = (name: string): string => shownName(t, name);
  const support = seen?.share ?? null, snap = snapOf(block, seen);
  /** The frame that was drawn, divided otherwise. */
  const divided = (change: Partial<TemplateBlock>): void => onChange(laidInto({ ...block, ...change }, frame), { snap: true, frame });

  /** As many as are printed, where what they are called can be told. */
  const printed = seen?.counted.printed ?? null, asSeen = printed === null || !countsUp(block.fields) ? null : asPrinted(block, printed, frame, []), takes = asSeen !== null && asSeen.values.length === printed?.values ? asSeen : null;

  const counted = (count: number): void => {
    const to = withFields(block, labelsFrom(block.fields[0] ?? 'q1', count), { frame, support, page });
    onChange(to.block, { snap: true, frame: to.frame, instead: to.instead });
  };

  const letters = block.values.join('');
  const usual = usualValues.find((values) => values === letters && block.values.every((value) => value.length === 1));
  const others = blocks.filter((other) => other.name !== block.name);
  const numbered = countsUp(block.fields);
  const nameFault = (name: string): string | null => (name === '' ? t('templates.name-empty') : others.some((other) => other.name === name || shown(other.name) === name) ? t('templates.name-taken') : null);
  const firstFault = (first: string): string | null => {
    if (first === '') return t('templates.name-empty');
    const labels = first === block.fields[0] ? block.fields : labelsFrom(first, block.fields.length);
    const twice = others.flatMap((other) => other.fields.flatMap((label) => (labels.includes(label) ? [{ label, block: shown(other.name) }] : [])))[0];
    return twice === undefined ? null : t('templates.twice', twice);
  };
  const lettersFault = (own: string): string | null => (own === '' ? t('templates.name-empty') : new Set(own).size !== [...own].length ? t('templates.letter-twice') : null);
  // Another block's own column, or a field that has one: the number would stand in it twice.
  const columnFault = (column: string): string | null => (column === '' ? t('templates.name-empty') : others.some((other) => other.column === null && other.fields.includes(column)) ? t('templates.column-taken') : null);
  return (
    <section className={styles.fields} aria-label={t('templates.block')}>
      <TypedText label={t('templates.block-name')} value={shown(block.name)} maxLength={200} fault={nameFault} onLost={onLost} onTaken={(name) => onChange({ ...block, name }, { snap: false })} />
      <Input.Wrapper label={t('templates.direction')} labelElement="div">
        <SegmentedControl fullWidth value={block.direction} onChange={(direction) => divided({ direction: direction === 'vertical' ? 'vertical' : 'horizontal' })} data={[{ value: 'horizontal', label: t('templates.horizontal') }, { value: 'vertical', label: t('templates.vertical') }]} aria-label={t('templates.direction')} />
      </Input.Wrapper>
      <p className="hint">{t(`templates.${block.direction}-hint`)}</p>
      <div className={styles.pair}>
        <TypedText label={t('templates.first')} value={block.fields[0] ?? ''} maxLength={100} disabled={!numbered} fault={firstFault} onLost={onLost} onTaken={(first) => onChange({ ...block, fields: labelsFrom(first, block.fields.length) }, { snap: false })} />
        <TypedCount label={t('templates.count')} value={block.fields.length} most={mostFields} disabled={!numbered} limits={t('templates.count-limits', { most: mostFields })} onLost={onLost} onTaken={counted} />
      </div>
      {numbered ? null : <p className="hint">{t('templates.own-labels', { labels: block.fields.slice(0, 6).join(', ') })}</p>}
      <Select
        label={t('templates.values')} value={usual ?? 'own'} allowDeselect={false} data={[...usualValues.map((values) => ({ value: values, label: [...values].join(' ') })), { value: 'own', label: t('templates.own-values') }]}
        onChange={(values) => { if (values !== null && values !== 'own' && values !== letters) divided({ values: [...values] }); }}
      />
      {block.values.every((value) => value.length === 1) ? (
        <TypedText label={t('templates.each-letter')} value={letters} maxLength={mostValues} fault={lettersFault} onLost={onLost} onTaken={(own) => divided({ values: [...own] })} />
      ) : <p className="hint">{block.values.join(', ')}</p>}
      {block.fields.length > 1 || block.column !== null ? <Checkbox label={t('templates.joined')} checked={block.column !== null} onChange={(event) => onChange(joinedInto(block, event.currentTarget.checked ? block.name : null, blocks), { snap: false })} /> : null}
      {block.column === null ? null : (
        <>
          <TypedText label={t('templates.column')} value={block.column} maxLength={200} fault={columnFault} onLost={onLost} onTaken={(column) => onChange(joinedInto(block, column, blocks), { snap: false })} />
          <Checkbox label={t('templates.candidate')} checked={block.candidate} onChange={(event) => onChange(asCandidate(block, event.currentTarget.checked, blocks), { snap: false })} />
        </>
      )}
      <div className={styles.snap} role="status" data-good={snap === 'snapped' && (support ?? 0) >= wellSeen ? '' : undefined} data-bad={snap === 'snap-nothing' ? '' : undefined}>
        {t(`templates.${snap}`, { ...seen?.counted.printed, share: Math.round((support ?? 0) * 100) })}
      </div>
      {takes === null ? null : <Button variant="default" onClick={() => onChange(takes, { snap: true, frame })}>{t('templates.take-printed')}</Button>}
      <Button variant="default" onClick={onSnap}>{t('templates.snap')}</Button>
      <details>
        <summary>{t('templates.place')}</summary>
        <div className={styles.numbers}>
          {places.map((key) => (
            <NumberInput key={key} size="xs" label={t(`templates.${key}`)} value={block[key]} decimalScale={1} step={1} {...(key === 'w' || key === 'h' ? { min: 1 } : {})} onChange={(value) => { if (typeof value === 'number' && value !== block[key]) onChange({ ...block, [key]: value }, { snap: false }); }} />
          ))}
        </div>
      </details>
      <Button variant="subtle" color="red" leftSection={<Icon name="trash" size={16} />} onClick={onRemove}>{t('templates.remove-block')}</Button>
    </section>
  );
}

/** What is said of a block that was looked for: how many are printed before how many of its own are seen, which would be well seen all the same. */
function snapOf({ fields, values }: TemplateBlock, seen: ReturnType<SeenBlocks['of']>): 'not-snapped' | 'snap-over' | 'snap-fewer' | 'snap-perhaps' | 'snap-nothing' | 'snapped-unsure' | 'snapped' {
  if (seen === null) return 'not-snapped';
  const { share, counted: { printed, isSure } } = seen;
  if (printed !== null && !isSure) return 'snap-perhaps';
  if (printed !== null) return printed.fields > fields.length || printed.values > values.length ? 'snap-over' : 'snap-fewer';
  return share === 0 ? 'snap-nothing' : isSure ? 'snapped' : 'snapped-unsure';
}
