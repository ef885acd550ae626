/** Shown for the moment in which it is not yet known who is here. */
export const Splash = () => (
  <main aria-busy="true" className="grid h-dvh place-items-center bg-canvas">
    <span role="status" className="animate-appear-late text-meta text-soft">
      Opening…
    </span>
  </main>
);
