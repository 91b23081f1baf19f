/** The widget's own words. Japanese is the source; English has every key (checked by the type). */

import type { ChatMessage } from '../wire.ts';

/** Languages of the widget. */
export type Locale = 'ja' | 'en';

const ja = {
  title: 'チャット窓口',
  close: 'チャットを閉じる',
  menu: 'メニュー',
  endChat: '相談を終了する',
  endConfirm: 'この相談を終了しますか？',
  endYes: '終了する',
  cancel: 'キャンセル',
  soundOn: '着信音を鳴らす',
  soundOff: '着信音を止める',
  log: 'やりとり',
  older: '以前のやりとりを表示',
  olderLoading: '読み込んでいます…',
  connecting: '接続しています…',
  reconnecting: '再接続しています…',
  connected: '接続しました',
  retryNow: '今すぐ再接続',
  closed: 'ただいまチャットをご利用いただけません。',
  closedTitle: 'ただいま営業時間外です',
  closedUntil: '次の受付：{time}',
  closedText: 'メッセージは今お送りいただけます。営業開始後に担当者がお返事します。',
  closedMail: 'メールでも承ります：',
  stateClosed: '営業開始後にお返事します',
  stateNone: 'お気軽にご相談ください',
  stateWaiting: '担当者におつなぎしています',
  stateActive: '{name}が対応しています',
  stateActiveNoName: '担当者が対応しています',
  stateEnded: '相談は終了しました',
  endedText: 'この相談は終了しました。ご利用ありがとうございました。',
  again: '新しい相談をはじめる',
  you: 'あなた',
  agent: '担当者',
  sending: '送信中',
  waitingSend: '送信待ち',
  sent: '送信済み',
  seen: '既読',
  failed: '送信できませんでした',
  retry: '再送',
  discard: '削除',
  typing: '{name}が入力しています',
  message: 'メッセージ',
  placeholder: 'メッセージを入力',
  send: '送信',
  attach: 'ファイルを添付',
  remove: '{name}を取り消す',
  retryUpload: '{name}をもう一度アップロード',
  uploading: 'アップロード中',
  uploadFailed: 'アップロードできませんでした',
  dropHere: 'ここにファイルをドロップ',
  fileEmpty: '「{name}」は中身が空のため添付できません。',
  fileBig: '「{name}」は大きすぎます。1件 {max} まで添付できます。',
  fileType: '「{name}」の形式は添付できません。',
  fileMany: '一度に添付できるのは {max} 件までです。',
  remaining: '残り {n} 文字',
  over: '{n} 文字超えています',
  keys: 'Enter で送信、Shift + Enter で改行',
  contactAsk: 'はじめに、ご連絡先をお聞かせください。',
  contactOffer: 'お名前・メールアドレスを伝える（任意）',
  contactWhy: '席を外されたときに、メールでお返事できます。',
  contactName: 'お名前',
  contactEmail: 'メールアドレス',
  contactStart: '相談をはじめる',
  contactSave: '伝える',
  contactNeed: 'お名前かメールアドレスのどちらかを入力してください。',
  contactEmailBad: 'メールアドレスの形をご確認ください。',
  identified: '{name} 様としてご利用中',
  today: '今日',
  yesterday: '昨日',
  tomorrow: '明日',
  open: '{name}を開く',
  newBelow: '新しいメッセージ',
  unreadTitle: '【新着{n}件】',
  arrived: '{name}：{text}',
  arrivedFiles: 'ファイル {n} 件',
  demo: 'デモ環境です。実在の店舗・個人とは関係ありません。',
};

/** Every text of the widget. */
export type Texts = typeof ja;

const en: Texts = {
  title: 'Chat',
  close: 'Close chat',
  menu: 'Menu',
  endChat: 'End this conversation',
  endConfirm: 'End this conversation?',
  endYes: 'End it',
  cancel: 'Cancel',
  soundOn: 'Play a sound for new messages',
  soundOff: 'Stop the sound for new messages',
  log: 'Conversation',
  older: 'Show earlier messages',
  olderLoading: 'Loading…',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  connected: 'Connected',
  retryNow: 'Reconnect now',
  closed: 'Chat is not available at the moment.',
  closedTitle: 'We are closed at the moment',
  closedUntil: 'Open again: {time}',
  closedText: 'You can write now all the same. We will answer when we are open again.',
  closedMail: 'Or write a mail: ',
  stateClosed: 'We will answer when we are open',
  stateNone: 'Ask us anything',
  stateWaiting: 'Connecting you to an agent',
  stateActive: '{name} is helping you',
  stateActiveNoName: 'An agent is helping you',
  stateEnded: 'Conversation ended',
  endedText: 'This conversation has ended. Thank you for contacting us.',
  again: 'Start a new conversation',
  you: 'You',
  agent: 'Agent',
  sending: 'Sending',
  waitingSend: 'Waiting to send',
  sent: 'Sent',
  seen: 'Read',
  failed: 'Not sent',
  retry: 'Send again',
  discard: 'Delete',
  typing: '{name} is typing',
  message: 'Message',
  placeholder: 'Write a message',
  send: 'Send',
  attach: 'Attach files',
  remove: 'Remove {name}',
  retryUpload: 'Upload {name} again',
  uploading: 'Uploading',
  uploadFailed: 'Upload failed',
  dropHere: 'Drop files here',
  fileEmpty: '“{name}” is empty and cannot be attached.',
  fileBig: '“{name}” is too big. Up to {max} per file.',
  fileType: '“{name}” is of a type that cannot be attached.',
  fileMany: 'Up to {max} files can be attached at a time.',
  remaining: '{n} characters left',
  over: '{n} characters too many',
  keys: 'Enter sends, Shift + Enter starts a new line',
  contactAsk: 'First, how can we reach you?',
  contactOffer: 'Give your name or e-mail address (optional)',
  contactWhy: 'If you have to leave, we can answer by e-mail.',
  contactName: 'Name',
  contactEmail: 'E-mail address',
  contactStart: 'Start the conversation',
  contactSave: 'Save',
  contactNeed: 'Please give your name or your e-mail address.',
  contactEmailBad: 'Please check the e-mail address.',
  identified: 'Signed in as {name}',
  today: 'Today',
  yesterday: 'Yesterday',
  tomorrow: 'Tomorrow',
  open: 'Open {name}',
  newBelow: 'New messages',
  unreadTitle: '({n} new) ',
  arrived: '{name}: {text}',
  arrivedFiles: '{n} file(s)',
  demo: 'Demonstration. Not a real shop, not real people.',
};

/** The texts of a language. */
export function textsOf(locale: Locale): Texts {
  return locale === 'ja' ? ja : en;
}

/** Puts values into `{places}` of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

/** Lines of the system in English; their text is Japanese already. */
const LINES: Record<string, string> = {
  agent_lost: 'The connection to the agent was lost. Another one will help you.',
  customer_ended: 'You ended the chat',
  handover_taken: 'You opened the chat',
  transferred: 'Passed on to {name}',
};

/** What a message says; a line of the system in the visitor's language where it can. */
export function wordsOf({ from, code, name, text }: ChatMessage, locale: Locale): string {
  const line = from === 'system' && locale === 'en' && LINES[code ?? ''];
  // Older lines tell only in their text whom they name.
  return line && (name || !line.includes('{')) ? fill(line, { name: name ?? '' }) : text;
}

/** The widget's language: what the shop asked for, else the browser's, else English. */
export function chooseLocale(asked: string | null, browser: string): Locale {
  const first = (asked ?? '') || browser;
  return first.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
