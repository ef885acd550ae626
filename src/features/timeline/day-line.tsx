/** The separator where a day begins. */
export const DayLine = ({ text }: { text: string }) => (
  <div className="flex h-12 items-end justify-center pb-1.5">
    <h3 className="rounded-full bg-sunken px-3 text-meta font-medium text-soft">{text}</h3>
  </div>
);
