// The QR code of an address, for a telephone to read: drawn by a library that comes when the first is asked for.
(function (root) {
  "use strict";

  const COLOURS = { on: [0, 0, 0], off: [255, 255, 255] }; // whatever the page's are

  root.khumue.qr = async function (canvas, address) {
    const { generate, mode } = await import("./lean-qr.js");
    generate(mode.ascii(new URL(address).href)).toCanvas(canvas, COLOURS);
  };
})(globalThis);
