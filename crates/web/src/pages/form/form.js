// Adds to a page that works without it: a proof of work, and that a button is pressed once only.
(() => {
  const form = document.querySelector("form[data-bits]");
  if (!form) return;
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // A page that comes back from the browser's memory may be sent again.
  addEventListener("pageshow", () => {
    sent = false;
  });

  const { token, proof } = form.elements;
  const bits = Number(form.dataset.bits);
  // Where the address has no TLS, browsers offer no hashes: then the form is sent as without script.
  if (!token?.value || !proof || proof.value || !globalThis.crypto?.subtle) return;
  const BATCH = 128;
  const encoder = new TextEncoder();
  const zeros = (bytes) => {
    let count = 0;
    for (const byte of bytes) {
      count += Math.clz32(byte) - 24;
      if (byte) break;
    }
    return count;
  };
  const tries = async (nonce) => {
    const text = encoder.encode(`${token.value}:${nonce}`);
    return zeros(new Uint8Array(await crypto.subtle.digest("SHA-256", text))) >= bits;
  };
  const work = async (from) => {
    const nonces = Array.from({ length: BATCH }, (_, at) => from + at);
    const found = (await Promise.all(nonces.map(tries))).indexOf(true);
    if (found >= 0) proof.value = String(from + found);
    else setTimeout(work, 0, from + BATCH);
  };
  void work(0);
})();
