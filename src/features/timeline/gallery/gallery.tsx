import { ChevronLeft, ChevronRight, X, ZoomIn, ZoomOut } from 'lucide-react';
import { Close, Content, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Viewer } from '../../../core/state.ts';
import { useActions, useChat } from '../../../store/hooks.ts';
import { Button } from '../../../ui/button.tsx';
import { useOver } from '../../../ui/use-over.ts';
import { DownloadButton } from '../download-button.tsx';
import { GalleryPicture } from './gallery-picture.tsx';
import { picturesOf } from './pictures-of.ts';
import { useZoom } from './use-zoom.ts';
import { STEP } from './zoom.ts';

/** What a press of an arrow key moves an enlarged picture by. */
const PAN_PX = 80;
const ARROWS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The pictures of a conversation, large and one at a time. Mounted while there is one to look at. */
export default function Gallery({ viewer: { sessionId, picture } }: { viewer: Viewer }) {
  const { openPicture, closePicture } = useActions();
  const timelines = useChat((state) => state.timelines);
  const outbox = useChat((state) => state.outbox);
  const pictures = useMemo(
    () => picturesOf(timelines, outbox, sessionId),
    [timelines, outbox, sessionId],
  );
  const at = pictures.findIndex(({ path }) => path === picture.path);
  // It may have been in the conversation when it was opened: then it was deleted since.
  const [wasListed, setWasListed] = useState(at !== -1);
  if (at !== -1 && !wasListed) setWasListed(true);
  const gone = wasListed && at === -1;
  const { open, show, hide } = useOver('picture');
  const shown = useRef(false);
  useEffect(show, [show]);
  useEffect(() => {
    if (open) shown.current = true;
    else if (shown.current) closePicture();
  }, [open, closePicture]);
  useEffect(() => {
    if (gone) hide();
  }, [gone, hide]);

  const { zoom, setStage, by, pan, reset } = useZoom();
  const [opener] = useState(() =>
    document.activeElement instanceof HTMLElement ? document.activeElement : null,
  );

  const neighbour = (step: number) => (at === -1 ? undefined : pictures[at + step]);
  const go = (step: number): void => {
    const next = step === 0 ? undefined : neighbour(step);
    if (next === undefined) return;
    reset();
    openPicture(sessionId, next);
  };
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    const [right, down] = ARROWS[key] ?? [0, 0];
    // What is enlarged is looked at before the next one is.
    if (zoom.scale === 1) go(right);
    else if (right !== 0 || down !== 0) pan(-right * PAN_PX, -down * PAN_PX);
    if (key === '+' || key === '=') by(STEP);
    if (key === '-') by(1 / STEP);
    if (key === '0') reset();
  };

  return (
    <Root open onOpenChange={(isOpen) => !isOpen && hide()}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Content
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // What opened it may have been scrolled away by what came in meanwhile.
            const log = document.querySelector<HTMLElement>('[role="log"]');
            (opener?.isConnected === true ? opener : log)?.focus({ preventScroll: true });
          }}
          className="fixed inset-0 z-50 flex animate-appear flex-col bg-canvas outline-none safe-top safe-x"
        >
          <div className="flex h-14 shrink-0 items-center gap-1 border-b border-line pr-2 pl-4">
            <div className="min-w-0 grow">
              <Title className="truncate font-medium">
                <bdi>{picture.name}</bdi>
              </Title>
              {pictures.length > 1 && at !== -1 && (
                <p className="text-meta text-soft tabular-nums" aria-live="polite">
                  {at + 1} of {pictures.length}
                </p>
              )}
            </div>
            <Button
              look="quiet"
              size="icon"
              aria-label="Zoom out"
              disabled={zoom.scale === 1}
              onClick={() => by(1 / STEP)}
            >
              <ZoomOut size={18} aria-hidden="true" />
            </Button>
            <Button look="quiet" size="icon" aria-label="Zoom in" onClick={() => by(STEP)}>
              <ZoomIn size={18} aria-hidden="true" />
            </Button>
            <DownloadButton key={picture.path} file={picture} />
            <Close asChild>
              <Button look="quiet" size="icon" aria-label="Close">
                <X size={18} aria-hidden="true" />
              </Button>
            </Close>
          </div>
          <div
            ref={setStage}
            className="relative min-h-0 grow touch-none overflow-hidden bg-sunken select-none"
          >
            <GalleryPicture key={picture.path} picture={picture} zoom={zoom} />
            {neighbour(-1) !== undefined && (
              <Button
                size="square"
                aria-label="Previous picture"
                onClick={() => go(-1)}
                className="absolute top-1/2 left-3 -translate-y-1/2"
              >
                <ChevronLeft size={20} aria-hidden="true" />
              </Button>
            )}
            {neighbour(1) !== undefined && (
              <Button
                size="square"
                aria-label="Next picture"
                onClick={() => go(1)}
                className="absolute top-1/2 right-3 -translate-y-1/2"
              >
                <ChevronRight size={20} aria-hidden="true" />
              </Button>
            )}
          </div>
        </Content>
      </Portal>
    </Root>
  );
}
