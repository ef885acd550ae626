import {
  File,
  FileArchive,
  FileImage,
  FileSpreadsheet,
  FileText,
  Presentation,
} from 'lucide-react';
import { createElement } from 'react';

/** Decoration: what kind of file this is, by its media type. */
export function FileIcon({ mime, size = 20 }: { mime: string; size?: number }) {
  return createElement(iconOf(mime), {
    size,
    'aria-hidden': true,
    className: 'shrink-0 text-accent',
  });
}

function iconOf(mime: string) {
  if (mime.startsWith('image/')) return FileImage;
  if (mime === 'application/zip') return FileArchive;
  if (mime.includes('spreadsheet') || mime === 'text/csv') return FileSpreadsheet;
  if (mime.includes('presentation')) return Presentation;
  if (mime.startsWith('text/') || mime.includes('document') || mime === 'application/pdf') {
    return FileText;
  }
  return File;
}
