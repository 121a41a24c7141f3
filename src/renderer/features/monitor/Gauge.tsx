/** How much of something is used. */
import styles from './MonitorScreen.module.css';

interface GaugeProps { readonly label: string; /** 0 to 1. */ readonly part: number; readonly text: string; readonly trouble: boolean }

export function Gauge({ label, part, text, trouble }: GaugeProps) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div className={styles.gauge} data-trouble={trouble || undefined}>
      <span className={styles.gaugeWords}><span>{label}</span><b>{text}</b></span>
      <span className={styles.track} role="meter" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-valuetext={text}><span style={{ inlineSize: `${percent}%` }} /></span>
    </div>
  );
}
