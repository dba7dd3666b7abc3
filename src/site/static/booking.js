// Every page works without this file: it only spares taps.
(() => {
  const KEY = 'datos';
  const FIELDS = ['nombre', 'email', 'telefono'];

  for (const form of document.querySelectorAll('form[data-once]')) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = '1';
      for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true');
    });
  }
  // Back from the next page: the form can be sent again.
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled');
    }
  });

  document.querySelector('#aviso')?.focus();

  const held = document.querySelector('[data-until]');
  if (held) {
    const time = held.querySelector('time');
    const tick = () => {
      const left = Math.ceil((Number(held.dataset.until) - Date.now()) / 1000);
      if (left <= 0) {
        held.textContent = 'El tiempo de espera pasó. Si el horario sigue libre, te lo confirmamos igual.';
        return clearInterval(timer);
      }
      if (left <= 600) time.dataset.left = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    };
    const timer = setInterval(tick, 1000);
    tick();
  }

  const form = document.querySelector('form[data-remember]');
  if (!form) return;
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
})();
