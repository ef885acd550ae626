import { Dialog } from '../ui/dialog.tsx';
import { IS_MAC } from './is-mac.ts';
import { keyNames, shortcuts } from './shortcuts.ts';

const headings = {
  anywhere: 'Anywhere',
  writing: 'While writing',
  messages: 'Among messages',
  search: 'While searching',
} as const;
const places = ['anywhere', 'writing', 'messages', 'search'] as const;

/** Shows what can be done with keys. Mounting it opens it. */
export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} className="max-w-170">
      {/* A region that scrolls must be reachable by keyboard. */}
      <div
        role="region"
        aria-label="All shortcuts"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="min-h-0 columns-1 gap-8 overflow-y-auto overscroll-contain px-5 pt-4 pb-3 -outline-offset-2 scroll-quiet pane:columns-2"
      >
        {places.map((place) => (
          <section key={place} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-meta font-semibold text-soft">{headings[place]}</h3>
            <dl>
              {shortcuts
                .filter((row) => row.where === place)
                .map(({ id, keys, words }) => (
                  <div key={id} className="flex items-baseline gap-3 py-1">
                    <dt className="min-w-0 grow">{words}</dt>
                    <dd className="flex shrink-0 gap-1.5 text-meta text-soft">
                      {keys.map((combination, index) => (
                        <span key={combination} className="flex gap-1">
                          {index > 0 && <span>or</span>}
                          {keyNames(combination, IS_MAC).map((name) => (
                            <kbd
                              key={name}
                              className="min-w-6 rounded-xs border border-line bg-sunken px-1.5 text-center font-sans text-ink"
                            >
                              {name}
                            </kbd>
                          ))}
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
