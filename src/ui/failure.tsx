/** Why something did not work, spoken at once; no room while it did. */
export const Failure = ({ children }: { children: string | null }) =>
  children === null ? null : (
    <p role="alert" className="text-meta text-danger wrap-anywhere">
      {children}
    </p>
  );
