import type { InfiniteData } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { API } from "@/api/client";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import type { AgentState, Board, CasePage, Me } from "@/api/types";
import { serverNow } from "@/lib/clock";
import { throttle } from "@/lib/throttle";
import { boardFeed, foldBoard } from "./board-feed";
import { offerStore } from "./offers";
import type { EventOf, StreamEvent, StreamEventType, Topic } from "./protocol";
import { type LinkState, type SocketLike, StreamClient } from "./socket";
import { agentStore, caseStore } from "./stores";
import { addMessage, changeMessage, customerRead } from "./thread-cache";
import { hideTyping, showTyping } from "./typing";

/** Milliseconds between two reads of the numbers beside the lists. */
const COUNTS_MS = 2_000;
/** Cases in memory beyond which some are forgotten, and how many are left then. */
const STORE_MAX = 4_000;
const STORE_KEPT = 3_000;

/** The size at which the store is looked through next; what is listed may keep it large. */
let pruneAt = STORE_MAX;
let me: Me | null = null;
let build: string | null = null;
let outdated = false;
const outdatedListeners = new Set<() => void>();
const watchers = new Set<(event: StreamEvent) => void>();

const refreshCounts = throttle(
  () => queryClient.invalidateQueries({ queryKey: keys.counts }),
  COUNTS_MS,
);

boardFeed.publish = (changes) =>
  queryClient.setQueryData<Board>(keys.board, (board) =>
    board ? foldBoard(board, changes, new Date(serverNow()).toISOString()) : board,
  );

type Handlers = { [T in StreamEventType]: (event: EventOf<T>) => void };

/** Every event type has its handler: a type without one does not compile. */
const handlers: Handlers = {
  "case.changed": ({ data }) => {
    const before = caseStore.get(data.id);
    caseStore.receive(data);
    // The customer's panel counts and lists cases: a new one and a resolved one change it.
    if (before?.status !== data.status || before.customer.id !== data.customer.id) {
      void queryClient.invalidateQueries({ queryKey: keys.customer(data.customer.id) });
    }
    prune();
    refreshCounts();
    void queryClient.invalidateQueries({ queryKey: keys.detail(data.id) });
  },
  "message.created": ({ data }) => {
    addMessage(queryClient, data);
    if (data.kind === "inbound") hideTyping(data.case);
  },
  "message.changed": ({ data }) => changeMessage(queryClient, data),
  "offer.created": ({ data }) => {
    offerStore.add(data);
  },
  "offer.ended": ({ data }) => {
    offerStore.remove(data.offer);
  },
  "presence.changed": ({ data }) => {
    agentStore.receive({ ...data, id: data.user });
    boardFeed.receiveAgent(data);
    if (data.user === me?.id) queryClient.setQueryData<AgentState>(keys.presence, data);
  },
  "board.changed": ({ data }) => boardFeed.receiveRow(data),
  typing: ({ data }) => {
    if (data.who !== me?.id) showTyping(data.case, data.who);
  },
  customer_read: ({ data }) => customerRead(queryClient, data.case, data.n),
  "customer.changed": ({ data }) => {
    void queryClient.invalidateQueries({ queryKey: keys.customer(data.id) });
  },
  "settings.changed": ({ data }) => {
    void queryClient.invalidateQueries({ queryKey: keys.directory });
    void queryClient.invalidateQueries({ queryKey: keys.admin(data.part) });
  },
};

/** Every page of a list that is in the cache, whether it is on screen or not. */
caseStore.hold(() =>
  queryClient
    .getQueriesData<InfiniteData<CasePage>>({ queryKey: keys.lists })
    .flatMap(([, list]) => list?.pages.flatMap((page) => page.ids) ?? []),
);

/** Forgets cases before there are too many to look through. */
function prune(): void {
  if (caseStore.size <= pruneAt) return;
  caseStore.prune(STORE_KEPT, (row) => row.owner === me?.id);
  pruneAt = Math.max(STORE_MAX, caseStore.size + STORE_MAX - STORE_KEPT);
}

function dispatch(event: StreamEvent): void {
  const handle = handlers[event.type] as ((event: StreamEvent) => void) | undefined;
  handle?.(event);
  for (const watcher of watchers) watcher(event);
}

/** What was missed cannot be replayed: everything on screen is read again. */
function resync(): void {
  caseStore.doubt();
  void queryClient.invalidateQueries({
    predicate: (query) => query.queryKey[0] !== "me",
  });
}

let onUnauthorised = () => {};

export const stream = new StreamClient(
  {
    onEvents: (events) => {
      for (const event of events) dispatch(event);
    },
    onResync: resync,
    onBack: () => {
      void queryClient.invalidateQueries({ queryKey: keys.offers });
      void queryClient.invalidateQueries({ queryKey: keys.presence });
    },
    onVersion: (version) => {
      build ??= version;
      if (version === build || outdated) return;
      outdated = true;
      for (const listener of outdatedListeners) listener();
    },
    onUnauthorised: () => onUnauthorised(),
  },
  (since) => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const query = since === null ? "" : `?since=${since}`;
    return new WebSocket(`${scheme}://${location.host}${API}/stream${query}`) as SocketLike;
  },
);

/** Opens the line for a signed-in person. */
export function startLive(person: Me, signedOut: () => void): void {
  me = person;
  build = person.version;
  onUnauthorised = signedOut;
  stream.start();
  window.addEventListener("online", () => stream.retryNow());
}

/** Closes it and forgets what belongs to the person. */
export function stopLive(): void {
  me = null;
  pruneAt = STORE_MAX;
  stream.stop();
  caseStore.clear();
  agentStore.clear();
  boardFeed.clear();
  offerStore.replace([]);
}

/** Nobody followed the cases for a while: the lists are read again. */
function followCases(): void {
  if (caseStore.size === 0) return;
  caseStore.doubt();
  void queryClient.invalidateQueries({ queryKey: keys.lists });
}

/** Follows a topic while mounted. */
export function useTopic(topic: Topic | null): void {
  useEffect(() => {
    if (!topic) return;
    const first = !stream.follows(topic);
    const stop = stream.subscribe(topic);
    if (first && topic === "inbox") followCases();
    return stop;
  }, [topic]);
}

/** Sees every event while mounted; for sounds and announcements. */
export function useStreamEvents(watcher: (event: StreamEvent) => void): void {
  useEffect(() => {
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
    };
  }, [watcher]);
}

export function useLinkState(): LinkState {
  return useSyncExternalStore(stream.onState, stream.state);
}

/** Whether a newer build is being served than this page was made for. */
export function useOutdated(): boolean {
  return useSyncExternalStore(
    (listener) => {
      outdatedListeners.add(listener);
      return () => outdatedListeners.delete(listener);
    },
    () => outdated,
  );
}
