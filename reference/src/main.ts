import scalarUrl from 'virtual:scalar';
import './reference.css';

/** The address of the service, behind any path prefix, without a slash at the end. */
const base = new URL('.', document.baseURI).href.replace(/\/$/, '');
/** Whether this page is part of the documentation site, where no service could respond to a request. */
const isStatic = document.documentElement.hasAttribute('data-static');

const [content] = await Promise.all([documentOf(), load(scalarUrl)]);

window.Scalar.createApiReference('#reference', {
  content,
  // Requests go to this server, and nothing to any other.
  proxyUrl: '',
  telemetry: false,
  withDefaultFonts: false,
  agent: { disabled: true },
  hideClientButton: true,
  hideTestRequestButton: isStatic,
  showDeveloperTools: 'never',
  // Each operation has samples of its own.
  hiddenClients: true,
  documentDownloadType: 'json',
  // Drawing the operations of a tag takes seconds: those of none are drawn before somebody opens it.
  defaultOpenFirstTag: false,
  orderSchemaPropertiesBy: 'preserve',
  metaData: { title: 'Maskline API' },
  // A key that is typed in is forgotten with the page.
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'apiKey' },
});

/** Returns the OpenAPI document, with the addresses of this server. */
async function documentOf(): Promise<object> {
  const response = await fetch(`${base}/openapi.json`);
  const document = (await response.json()) as { info: { description: string } };
  const { info } = document;
  const description = info.description.replaceAll('](/docs/', `](${base}/docs/`);
  return { ...document, info: { ...info, description }, servers: [{ url: base }] };
}

function load(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: url });
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error(`${url} cannot be loaded`)));
    document.head.append(script);
  });
}
