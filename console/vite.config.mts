import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const COMPRESSED = /\.(?:js|css|svg|html)$/;

/** Writes each file's compressed forms beside it, so that the service compresses nothing. */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    async writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !COMPRESSED.test(entry.name)) continue;
        const file = path.join(entry.parentPath, entry.name);
        const bytes = await readFile(file);
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, quality));
        await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }
    },
  };
}

/** `vite console` serves the sources, over the service that runs on PORT of this machine. */
const { PORT = '' } = process.env;
const SERVICE = `http://127.0.0.1:${PORT === '' ? 3000 : PORT}`;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [precompressed()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'mail-frame.html'].map((page) => path.join(import.meta.dirname, page)),
      onLog(level, log, report) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log); // 'use client' means nothing here
      },
    },
  },
  server: { proxy: { '/api': SERVICE, '/health': SERVICE } },
});
