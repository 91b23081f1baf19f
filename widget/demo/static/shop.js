/** The demo shop's own script: a pretended sign-in, a pretended cart, buttons that open the chat. */
(() => {
  const MEMBER = 'koyori-demo-member';
  const CART = 'koyori-demo-cart';
  const all = (selector) => document.querySelectorAll(selector);

  /** Runs `use` with the chat's interface, now or as soon as its script has come. */
  function withChat(use) {
    if (window.madoguchi) use(window.madoguchi);
    else addEventListener('madoguchi:ready', () => use(window.madoguchi), { once: true });
  }

  function member() {
    try {
      return JSON.parse(localStorage.getItem(MEMBER));
    } catch {
      return null;
    }
  }

  function toast(text) {
    const box = document.querySelector('[data-toast]');
    box.textContent = text;
    box.classList.add('shown');
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => box.classList.remove('shown'), 4000);
  }

  function show() {
    const who = member();
    for (const el of all('[data-signed]'))
      el.hidden = (el.dataset.signed === 'in') !== (who !== null);
    for (const el of all('[data-member-name]')) el.textContent = who ? `${who.name} 様` : '';
    for (const el of all('[data-member-plain]')) el.textContent = who ? who.name : '';
    for (const el of all('[data-sign-in]')) {
      el.setAttribute('aria-pressed', String(who?.id === el.dataset.signIn));
    }
    const count = Number(sessionStorage.getItem(CART)) || 0;
    for (const el of all('[data-cart]')) el.textContent = count;
  }

  /** A real shop's server signs the identity and writes it into the page; the demo asks for it. */
  async function identify(id) {
    const answer = await fetch('../identity', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ member: id }),
    });
    if (!answer.ok) throw new Error(`identity: ${answer.status}`);
    const { identity } = await answer.json();
    withChat((chat) => chat.identify(identity));
  }

  async function signIn({ id, name }) {
    try {
      await identify(id);
    } catch {
      toast('ログインできませんでした。しばらくしてからお試しください。');
      return;
    }
    localStorage.setItem(MEMBER, JSON.stringify({ id, name }));
    show();
    toast(`${name} 様としてログインしました`);
  }

  function signOut() {
    localStorage.removeItem(MEMBER);
    withChat((chat) => chat.reset());
    show();
    toast('ログアウトしました');
  }

  function addToCart(name) {
    sessionStorage.setItem(CART, String((Number(sessionStorage.getItem(CART)) || 0) + 1));
    show();
    toast(`「${name}」をかごに入れました（デモのためご注文はできません）`);
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const { signIn: id, name, add } = button.dataset;
    if (id) signIn({ id, name });
    else if (add) addToCart(add);
    else if ('signOut' in button.dataset) signOut();
    else if ('chat' in button.dataset) withChat((chat) => chat.open());
  });

  show();
  const who = member();
  if (who) identify(who.id).catch(() => undefined);
})();
