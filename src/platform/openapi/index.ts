export { type CatalogueEntry, type OpenApiDocument, readDocument } from './document.js';
export { OpenApiModule } from './openapi.module.js';
