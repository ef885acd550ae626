import { ExternalLink, Megaphone } from 'lucide-react';

/** How it will look in the list of whoever gets it. */
export function AnnouncementPreview(props: { title: string; message: string; link: string }) {
  const { title, message, link } = props;
  return (
    <figure className="grid grid-cols-1 gap-1.5">
      <figcaption className="text-meta font-medium">Preview</figcaption>
      <div className="flex gap-3 rounded-bubble border border-line bg-raised px-3 py-2.5">
        <span
          aria-hidden="true"
          className="grid size-8 shrink-0 place-items-center rounded-full bg-tint text-accent"
        >
          <Megaphone size={16} />
        </span>
        <div className="min-w-0 grow">
          <p className="flex items-baseline gap-2">
            <bdi className="font-semibold wrap-anywhere">{title.trim() || 'Title'}</bdi>
            {link.trim().startsWith('https://') && (
              <ExternalLink size={12} aria-hidden="true" className="shrink-0 self-center" />
            )}
            <span className="ml-auto shrink-0 text-meta text-soft">now</span>
          </p>
          {message.trim() !== '' && (
            <p dir="auto" className="text-start text-meta whitespace-pre-line wrap-anywhere">
              {message.trim()}
            </p>
          )}
        </div>
      </div>
    </figure>
  );
}
