import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Suspense } from "react";
import { I18nProvider } from "react-aria-components";
import { queryClient } from "@/api/query-client";
import { useSettings } from "@/lib/settings";
import { ErrorBoundary } from "./ErrorBoundary";
import { router } from "./router";

/** Providers around the router. */
export function App() {
  const { language } = useSettings();
  return (
    <ErrorBoundary>
      <I18nProvider locale={language === "ja" ? "ja-JP" : "en-US"}>
        <QueryClientProvider client={queryClient}>
          <Suspense fallback={null}>
            <RouterProvider router={router} />
          </Suspense>
        </QueryClientProvider>
      </I18nProvider>
    </ErrorBoundary>
  );
}
