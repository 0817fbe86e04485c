// Builds the front-end bundles into static/build, which git ignores.
import { cpSync, rmSync } from "node:fs";

import { build } from "esbuild";

const OUT = "static/build";
rmSync(OUT, { recursive: true, force: true }); // shared parts are named by what is in them
await build({
  entryPoints: {
    record: "inventory/ts/record.ts",
    ends: "inventory/ts/ends.ts",
    rows: "inventory/ts/rows.ts",
    pdf: "inventory/ts/pdf.ts",
    "pdf-worker": "inventory/ts/pdf-worker.ts",
    "record-map": "inventory/ts/record.css",
    tables: "maps/ts/tables.ts",
    delivery: "raknaq/ts/delivery.ts",
    patterns: "maps/ts/patterns.ts",
    fonts: "raknaq/setup/fonts.css",
    "maplibre-gl-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs",
  },
  outdir: OUT,
  bundle: true,
  splitting: true,
  chunkNames: "parts/[hash]",
  minify: true,
  format: "esm",
  target: "es2022",
  loader: { ".woff2": "file", ".png": "file" },
  legalComments: "linked",
  logLevel: "warning",
});

// What pdf.js asks for by itself: fonts that a PDF does not carry, and decoders of scanned pages.
const PDF = "node_modules/pdfjs-dist";
cpSync(`${PDF}/standard_fonts`, `${OUT}/pdf/fonts`, { recursive: true });
cpSync(`${PDF}/wasm`, `${OUT}/pdf/wasm`, {
  recursive: true,
  filter: (path) => !/\.wasm$|quickjs/.test(path),
});
