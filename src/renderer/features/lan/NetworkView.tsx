/** Opening the station to the school's network, and which devices may come in. */
import type { Principal } from '../../../contract/access.ts';
import { useGetLanQuery } from '../../store/api.ts';
import { DeviceList } from './DeviceList.tsx';
import { LanPanel } from './LanPanel.tsx';
import styles from './NetworkView.module.css';
import { PairingPanel } from './PairingPanel.tsx';

export function NetworkView({ principal }: { readonly principal: Principal }) {
  const { data: lan } = useGetLanQuery({});
  return (
    <div className={styles.network}>
      <LanPanel local={principal.local} />
      <PairingPanel local={principal.local} lanOpen={lan?.open ?? false} />
      <DeviceList self={principal.id} local={principal.local} />
    </div>
  );
}
