/** What somebody can help with; past `most` of them, how many more. */
export function SkillList({
  skills,
  most = Infinity,
}: {
  skills: readonly string[];
  most?: number;
}) {
  if (skills.length === 0) return null;
  const more = skills.length - most;
  return (
    <ul aria-label="Skills" className="flex flex-wrap gap-1.5">
      {skills.slice(0, most).map((skill) => (
        <li
          key={skill}
          className="max-w-full truncate rounded-full bg-tint px-2.5 text-meta text-accent"
        >
          <bdi>{skill}</bdi>
        </li>
      ))}
      {more > 0 && <li className="px-1 text-meta text-soft">and {more} more</li>}
    </ul>
  );
}
