import { usePeople } from '../../store/use-people.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { saveBytes } from '../../ui/save-bytes.ts';
import { useDeed } from '../../ui/use-deed.ts';

const INDENT = 2;
/** Of an ISO time, the day. */
const DAY_CHARACTERS = 10;

/** Saves everything that is stored about the person as a file. */
export function DownloadData() {
  const ask = usePeople();
  const deed = useDeed();
  const download = (): void =>
    deed.run(async () => {
      const data = await ask((people) => people.myData());
      const day = new Date().toISOString().slice(0, DAY_CHARACTERS);
      const text = JSON.stringify(data, null, INDENT);
      saveBytes(new Blob([text], { type: 'application/json' }), `my-data-${day}.json`);
    });
  return (
    <div className="grid gap-2">
      <p className="text-soft">
        Your profile, settings, sessions, messages, reactions, bookmarks, ratings and blocks, as
        JSON. The files that you sent are named in it, and not part of it.
      </p>
      <Button className="justify-self-start" aria-disabled={deed.busy} onClick={download}>
        {deed.busy ? 'Collecting…' : 'Download my data'}
      </Button>
      <Failure>{deed.failure}</Failure>
    </div>
  );
}
