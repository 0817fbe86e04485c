// Builds the front-end bundles into static/build, which git ignores.
import { build } from "esbuild";

await build({
  entryPoints: {
    record: "inventory/ts/record.ts",
    ends: "inventory/ts/ends.ts",
    rows: "inventory/ts/rows.ts",
    "record-map": "inventory/ts/record.css",
    tables: "maps/ts/tables.ts",
    delivery: "raknaq/ts/delivery.ts",
    patterns: "maps/ts/patterns.ts",
    fonts: "raknaq/setup/fonts.css",
    "maplibre-gl-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs",
  },
  outdir: "static/build",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  loader: { ".woff2": "file", ".png": "file" },
  legalComments: "linked",
  logLevel: "warning",
});
