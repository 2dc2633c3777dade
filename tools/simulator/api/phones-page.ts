import type { FastifyInstance } from 'fastify';

/** Serves a page with two phones that call and text a virtual number, at `/simulator`. */
export function phonesPage(app: FastifyInstance): void {
  app.get('/simulator', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Two phones</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem 1.5rem }
  main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)) }
  form { border: 1px solid #8886; border-radius: .75rem; padding: 1rem }
  label { display: block; margin-bottom: .5rem }
  input, select { box-sizing: border-box; font: inherit; width: 100% }
  button { font: inherit }
  li { white-space: pre-wrap }
</style>
<h1>Two phones</h1>
<p>Simulated phones: no real call is made. Create a booking for the two, then dial its virtual number.</p>
<main>
  <form><h2>One phone</h2><label>Its number<input name="from" value="+6591110001" required></label></form>
  <form><h2>The other phone</h2><label>Its number<input name="from" value="+6582220002" required></label></form>
</main>
<h2>What happened</h2>
<ol id="log" reversed aria-live="polite"></ol>
<script>
  const log = (text) => {
    const line = document.createElement('li');
    line.textContent = text;
    document.querySelector('#log').prepend(line);
  };
  const post = async (path, body) => {
    const response = await fetch('/simulator/' + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  for (const form of document.forms) {
    form.insertAdjacentHTML('beforeend',
      '<label>Virtual number<input name="to" placeholder="+6568332040" required></label>' +
      '<label>The person called<select name="behaviour"><option>answers<option>no-answer<option>busy' +
      '<option>unreachable</select></label>' +
      '<label>Text<input name="body" value="I am at the gate"></label>' +
      '<button value="call">Call</button> <button value="text">Send the text</button>');
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const { from, to, behaviour, body } = Object.fromEntries(new FormData(form));
      const isCall = event.submitter.value === 'call';
      log(from + (isCall ? ' dials ' : ' texts ') + to + ' …');
      const done = isCall
        ? await post('calls', { from, to, behaviour })
        : await post('messages', { from, to, body });
      const text = done.umid && 'The text is on its way: ' + done.body;
      log(done.summary ?? done.message ?? text ?? JSON.stringify(done));
    });
  }
  // Texts that the phones receive. Those that they received before this page was opened are not news.
  const known = new Set();
  const receive = async (isNews) => {
    for (const { elements } of document.forms) {
      const phone = elements.from.value;
      const response = await fetch('/simulator/phones/' + encodeURIComponent(phone) + '/messages');
      const { items = [] } = response.ok ? await response.json() : {};
      for (const { umid, from, body } of items) {
        if (isNews && !known.has(umid)) log(phone + ' receives from ' + from + ': ' + body);
        known.add(umid);
      }
    }
    setTimeout(receive, 1000, true);
  };
  receive(false);
</script>
`;
