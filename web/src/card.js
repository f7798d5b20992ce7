/** Cards with an identity hash as a QR code: read from a picture or from the camera. */
import { decodeQR } from 'qr/decode.js';
import { frameLoop, QRCanvas, rearCamera } from 'qr/dom.js';

import { PlainError } from './plain_error.js';

/** Larger pictures are read at this many pixels a side: codes stay sharp enough, phones fast. */
const MOST_PIXELS = 1_600;
const HASH = /(?<![0-9a-f])0x[0-9a-f]{64}(?![0-9a-f])/gi;

/** Returns the one identity hash in the text of a code: bare, or in an address of this page. */
export function identityOn(text) {
  const found = new Set((text.match(HASH) ?? []).map((hash) => hash.toLowerCase()));
  if (found.size !== 1) throw new PlainError('card-other');
  return [...found][0];
}

/** Returns the identity hash on a picture of a card. */
export async function readPicture(file) {
  const pixels = await pixelsOf(file);
  let text;
  try {
    text = decodeQR(pixels);
  } catch {
    throw new PlainError('card-unreadable');
  }
  return identityOn(text);
}

/** Whether this browser can be asked for a camera, which it allows on safe addresses only. */
export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

/** Shows what the camera sees and hands over the first code; returns what stops it. */
export async function watchCamera(video, onText) {
  let camera;
  try {
    camera = await rearCamera(video);
  } catch {
    throw new PlainError('camera');
  }
  const canvas = new QRCanvas();
  const cancel = frameLoop(async () => {
    const text = await camera.readFrame(canvas);
    if (text) onText(text);
  }, video);
  return () => {
    cancel();
    camera.stop();
  };
}

async function pixelsOf(file) {
  const address = URL.createObjectURL(file);
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    throw new PlainError('card-picture');
  } finally {
    URL.revokeObjectURL(address);
  }
  const scale = Math.min(1, MOST_PIXELS / Math.max(image.naturalWidth, image.naturalHeight));
  const [width, height] = [image.naturalWidth, image.naturalHeight].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  // Codes drawn on nothing are meant for white paper.
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
