import type { StackFault } from '../../store/developer-tools.ts';

export interface FaultButton {
  readonly label: string;
  readonly fault: StackFault;
}

const FEW = 5;
const LATE_MS = 3_000;
const REST = '/rest/v1';

/** What can be broken with one click; what each kind does is told in supabase/local/README.md. */
export const faultGroups: readonly { title: string; buttons: readonly FaultButton[] }[] = [
  {
    title: 'Live connection',
    buttons: [
      { label: 'Cut sockets', fault: { kind: 'kill-sockets', code: 1006 } },
      { label: 'Restart server', fault: { kind: 'kill-sockets', code: 1012 } },
      { label: 'Half-open sockets', fault: { kind: 'half-open' } },
      { label: 'Expire tokens', fault: { kind: 'expire-token' } },
      { label: 'Crash channels', fault: { kind: 'crash-channel' } },
      { label: 'Refuse 5 connections', fault: { kind: 'refuse-upgrade', times: FEW } },
      { label: 'Delay 5 joins by 3 s', fault: { kind: 'delay-join', ms: LATE_MS, times: FEW } },
      { label: 'Ignore heartbeats', fault: { kind: 'ignore-heartbeats' } },
    ],
  },
  {
    title: 'Broadcasts',
    buttons: [
      { label: 'Drop 5', fault: { kind: 'drop', times: FEW } },
      { label: 'Drop all', fault: { kind: 'drop' } },
      { label: 'Double 5', fault: { kind: 'duplicate', times: FEW } },
      { label: 'Reorder 5', fault: { kind: 'reorder', times: FEW } },
    ],
  },
  {
    title: 'Requests and database',
    buttons: [
      {
        label: 'Lose 1 answer to a send',
        fault: { kind: 'http', path: `${REST}/messages`, method: 'POST', effect: 'lost', times: 1 },
      },
      {
        label: 'Refuse 5 with 503',
        fault: { kind: 'http', path: REST, effect: 'unavailable', times: FEW },
      },
      { label: 'Refuse all with 503', fault: { kind: 'http', path: REST, effect: 'unavailable' } },
      {
        label: 'Answer 3 s late',
        fault: { kind: 'http', path: REST, effect: 'latency', ms: LATE_MS },
      },
      { label: 'Restart database', fault: { kind: 'restart-database' } },
    ],
  },
];
