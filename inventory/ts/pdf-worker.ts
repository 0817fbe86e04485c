// pdf.js' worker, which reads PDFs aside from the page.
import "pdfjs-dist/build/pdf.worker.mjs";
