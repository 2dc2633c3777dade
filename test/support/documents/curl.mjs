// Implements the part of curl that the documents use, so that their commands run on machines without curl.

/**
 * Makes the request of a command.
 * @param {string[]} args of the command, without its name
 * @param {Record<string, string>} replaces maps the addresses in the documents to servers of the test
 * @returns the request and its response
 */
export async function curl(args, replaces) {
  const headers = new Headers();
  let method;
  let body;
  let url;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (arg === '-H') {
      const [, name, value] = /^([^:]+): (.*)$/.exec(args[(at += 1)]);
      headers.set(name, value);
    } else if (arg === '-X') method = args[(at += 1)];
    else if (arg === '-d') body = args[(at += 1)];
    else if (arg === '-s') continue;
    else if (arg.startsWith('-') || url !== undefined) throw new Error(`${arg} is not known here`);
    else url = arg;
  }
  if (!URL.canParse(url)) throw new Error(`not a URL: ${url}`);
  const asked = new URL(url);
  const replaced = replaces[asked.origin];
  if (replaced === undefined) throw new Error(`${asked.origin} is no server of the documents`);
  method ??= body === undefined ? 'GET' : 'POST';
  const init = body === undefined ? { method, headers } : { method, headers, body };
  const response = await fetch(`${replaced}${asked.pathname}${asked.search}`, init);
  return { method, url, status: response.status, text: await response.text() };
}
