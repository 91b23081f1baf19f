import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem";

/** Times a failed read is tried again when waiting may help. */
const RETRIES = 2;

/** The query cache. Live changes come by the stream, so windows do not refetch on focus. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      retry: (count, error) => count < RETRIES && error instanceof ApiProblem && error.temporary,
    },
    mutations: { retry: false },
  },
});
