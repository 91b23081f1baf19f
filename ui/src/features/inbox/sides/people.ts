import type { Side } from "@/api/types";

/** To whom a conversation goes, in one line: by name where there is one. */
export const namesOf = (side: Side): string =>
  side.to.map((each) => each.name ?? each.address).join("、");
