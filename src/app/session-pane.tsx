import type { ComponentProps } from 'react';
import SessionDetails from '../features/sessions/session-details.tsx';
import { ReportSession } from '../features/timeline/report-session.tsx';

/** The details of a session, with what can be done about it. */
export default function SessionPane(props: ComponentProps<typeof SessionDetails>) {
  const { sessionId, actions } = props;
  return (
    <SessionDetails
      {...props}
      actions={
        <>
          {actions}
          <ReportSession sessionId={sessionId} />
        </>
      }
    />
  );
}
