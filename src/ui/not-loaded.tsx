/** Stands in for a part whose code could not be fetched. */
export const NotLoaded = () => (
  <p role="alert" className="text-meta text-danger">
    Reload the page to see this.
  </p>
);
