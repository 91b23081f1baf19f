/** Asking how to reach the visitor. What is given is claimed, never proof of who it is. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Contact } from '../../wire.ts';
import { usePanel } from './context.ts';

const NAME_MAX = 200;
const EMAIL_MAX = 254;

/** The contact fields; before the first message where the channel asks, else behind an offer. */
export function ContactForm({
  onGiven,
  optional = false,
}: {
  onGiven: () => void;
  optional?: boolean;
}): JSX.Element {
  const { runner, memory, t } = usePanel();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState('');
  const submit = (e: Event) => {
    e.preventDefault();
    const contact: Contact = {};
    if (name.trim()) contact.name = name.trim();
    if (email.trim()) contact.email = email.trim();
    if (!contact.name && !contact.email) return setProblem(t.contactNeed);
    if (contact.email && !looksLikeEmail(contact.email)) return setProblem(t.contactEmailBad);
    memory.contactGiven = true;
    onGiven();
    runner.dispatch({ e: 'contact', contact });
  };
  return (
    <form class="contact" onSubmit={submit} noValidate>
      <p>{optional ? t.contactWhy : t.contactAsk}</p>
      <label>
        <span>{t.contactName}</span>
        <input
          data-focus
          autocomplete="name"
          maxLength={NAME_MAX}
          value={name}
          onInput={(e) => setName(e.currentTarget.value)}
        />
      </label>
      <label>
        <span>{t.contactEmail}</span>
        <input
          type="email"
          autocomplete="email"
          inputMode="email"
          maxLength={EMAIL_MAX}
          value={email}
          aria-invalid={problem === t.contactEmailBad}
          aria-describedby="contact-problem"
          onInput={(e) => setEmail(e.currentTarget.value)}
        />
      </label>
      <p class="problem" id="contact-problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="primary">
        {optional ? t.contactSave : t.contactStart}
      </button>
    </form>
  );
}

/** Only catches slips; whether the address exists is the server's matter. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
}
