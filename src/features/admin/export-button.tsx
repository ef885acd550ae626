import { Download } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import type { useExport } from './use-export.ts';

/** Begins an export, at the end of a page's headline. */
export const ExportButton = (props: {
  exporting: ReturnType<typeof useExport>;
  children: string;
}) => (
  <Button className="ml-auto" aria-disabled={props.exporting.busy} onClick={props.exporting.run}>
    <Download size={16} aria-hidden="true" />
    {props.exporting.busy ? 'Exporting…' : props.children}
  </Button>
);
