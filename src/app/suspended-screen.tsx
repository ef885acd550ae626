import type { ReactNode } from 'react';
import Suspended from '../features/auth/suspended.tsx';
import { DownloadData } from '../features/settings/download-data.tsx';

const CONTACT = import.meta.env.VITE_CONTACT_EMAIL?.trim() ?? '';

/** What a suspended person sees; their data is theirs even so. */
const SuspendedScreen = (): ReactNode => (
  <Suspended contact={CONTACT === '' ? null : CONTACT}>
    <DownloadData />
  </Suspended>
);

export default SuspendedScreen;
