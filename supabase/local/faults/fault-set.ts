import type { ActiveFault, LastingFault } from './fault.ts';

type Kind = LastingFault['kind'];
type OfKind<K extends Kind> = Extract<ActiveFault, { kind: K }>;

/** The lasting faults that are active now. */
export class FaultSet {
  private faults: ActiveFault[] = [];
  private lastId = 0;

  add(fault: LastingFault): ActiveFault {
    this.lastId += 1;
    const active = { ...fault, id: this.lastId };
    this.faults.push(active);
    return active;
  }

  list(): readonly ActiveFault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  has(...kinds: Kind[]): boolean {
    return this.faults.some((fault) => kinds.includes(fault.kind));
  }

  /** The oldest fault of the kinds that fits, counted as used; null when there is none. */
  take<K extends Kind>(kinds: readonly K[], fits: (fault: OfKind<K>) => boolean): OfKind<K> | null {
    const isOfKind = (fault: ActiveFault): fault is OfKind<K> =>
      (kinds as readonly Kind[]).includes(fault.kind);
    const found = this.faults.find((fault) => isOfKind(fault) && fits(fault));
    if (found === undefined || !isOfKind(found)) return null;
    if (found.times !== undefined) {
      found.times -= 1;
      if (found.times === 0) this.faults = this.faults.filter((fault) => fault !== found);
    }
    return found;
  }
}
