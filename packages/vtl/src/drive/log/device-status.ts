import { type LogPage, binary } from './log-page.ts';

/** DT device activity (ADC-3 6.2.2.1). */
const activities = { none: 0x00, loading: 0x02 } as const;

/** DT device status (SSC-5 8.3.4, ADC-3 6.2.2): very high frequency data, of four bytes of flags (6.2.2.2). */
export const deviceStatus: LogPage = {
  page: 0x11,
  parameters(drive) {
    const { bay, removal, alerts } = drive;
    const loaded = bay.state === 'loaded';
    const first =
      (removal.active ? 0x80 : 0) | // PAMR
      (loaded && bay.readOnly ? 0x08 : 0) | // WRTP
      0x01; // DINIT
    const second =
      (bay.state === 'empty' || bay.state === 'unloaded' ? 0x20 : 0) | // RAA
      (bay.state === 'empty' ? 0 : 0x10) | // MPRSNT
      (bay.state === 'loading' || loaded ? 0x04 : 0) | // MSTD
      (loaded ? 0x03 : 0); // MTHRD, MOUNTED
    const activity = bay.state === 'loading' ? activities.loading : activities.none;
    const fourth = alerts.any ? 0x01 : 0x00; // TAFC
    return [binary(0x0000, Buffer.from([first, second, activity, fourth]))];
  },
};
