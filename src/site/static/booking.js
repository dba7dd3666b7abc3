// Every page works without this file: it only spares taps.
const KEY = 'datos';
const FIELDS = ['nombre', 'email', 'telefono'];

sendOnce();
document.querySelector('#aviso')?.focus();
countDown();
sayOtherZone();
if (document.querySelector('[data-live]')) follow();
const form = document.querySelector('form[data-remember]');
if (form) remember(form);

function sendOnce() {
  document.addEventListener('submit', (event) => {
    const sent = event.target;
    if (!sent.matches('form[data-once]')) return;
    if (sent.dataset.sent) return event.preventDefault();
    sent.dataset.sent = '1';
    for (const button of sent.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true');
  });
  // Back from the next page: the form can be sent again.
  addEventListener('pageshow', () => {
    for (const sent of document.querySelectorAll('form[data-sent]')) {
      delete sent.dataset.sent;
      for (const button of sent.querySelectorAll('button')) button.removeAttribute('aria-disabled');
    }
  });
}

function countDown() {
  const tick = () => {
    const held = document.querySelector('[data-until]');
    const time = held?.querySelector('time');
    if (!time) return;
    const left = Math.ceil((Number(held.dataset.until) - Date.now()) / 1000);
    if (left <= 0)
      held.textContent = 'El tiempo de espera pasó. Si el horario sigue libre, te lo confirmamos igual.';
    else if (left <= 3600)
      time.dataset.left = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  };
  setInterval(tick, 1000);
  tick();
}

/** Times are the place's own; whoever's clock says something else is told. */
function sayOtherZone() {
  const note = document.querySelector('[data-offset]');
  if (note)
    note.hidden = -new Date(Number(note.dataset.at)).getTimezoneOffset() === Number(note.dataset.offset);
}

/** The parts with data-live say what is free, or what became of somebody's wish: they look again when that changes. */
function follow() {
  let pause = 1000;
  let waiting;
  // Everybody is told at once: not everybody needs to ask at once.
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh().catch(() => {}), 50 + Math.random() * 250);
  };
  const listen = () => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/v1/live`);
    socket.onopen = () => {
      if (pause > 1000) soon();
      pause = 1000;
    };
    socket.onmessage = soon;
    socket.onclose = () => {
      setTimeout(listen, pause);
      pause = Math.min(pause * 2, 60_000);
    };
  };
  listen();
  addEventListener('visibilitychange', () => document.visibilityState === 'visible' && soon());
}

async function refresh() {
  const page = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!page.ok) return;
  const fresh = new DOMParser().parseFromString(await page.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const now = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!now || part.innerHTML === now.innerHTML) continue;
    const { value } = part.contains(document.activeElement) ? document.activeElement : {};
    part.innerHTML = now.innerHTML;
    if (value) part.querySelector(`[value="${CSS.escape(value)}"]`)?.focus();
  }
}

function remember(form) {
  const choice = form.querySelector('[data-remember-choice]');
  const box = choice.querySelector('input');
  try {
    const known = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    choice.hidden = false;
    box.checked = known !== null;
    for (const name of FIELDS) form.elements[name].value ||= known?.[name] ?? '';
    form.addEventListener('submit', () => {
      const data = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
      if (box.checked) localStorage.setItem(KEY, JSON.stringify(data));
      else localStorage.removeItem(KEY);
    });
  } catch {
    choice.hidden = true;
  }
}
