import { useQuery } from "@tanstack/react-query";
import { meQuery } from "./account";
import type { Me, Permission } from "./types";

/** The signed-in person. Only inside the desk, whose route has read it already. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error("useMe outside the desk");
  return data;
}

/** Whether the signed-in person may do something. */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}
