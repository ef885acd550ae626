import { Link } from 'wouter';
import { Section } from './section.tsx';

/** The way to what the person reported. */
export const ReportsSection = ({ href }: { href: string }) => (
  <Section title="Your reports">
    <p className="text-soft">
      Messages and sessions that you reported to the admins, and what came of it.
    </p>
    <Link
      href={href}
      className="touch-taller justify-self-start font-medium text-accent underline underline-offset-2"
    >
      Show your reports
    </Link>
  </Section>
);
