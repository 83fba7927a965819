import 'reflect-metadata';
import { RESOURCES } from '../../app.module';
import { VERSION } from '../../version';
import { documentOf } from './document';

/** Run by itself: the document of the API on standard output, for linters and generators of clients. */
console.log(JSON.stringify(documentOf(RESOURCES, VERSION), null, 2));
