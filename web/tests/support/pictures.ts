// Pictures out of nothing: a BMP, which every browser reads and no company takes as it is.
export function picture(width: number, height: number): Uint8Array {
  const row = Math.ceil((width * 3) / 4) * 4;
  const view = new DataView(new ArrayBuffer(54 + row * height));
  view.setUint16(0, 0x424d);
  view.setUint32(2, view.byteLength, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < height; ++y) for (let x = 0; x < width * 3; ++x) view.setUint8(54 + y * row + x, (x * 7 + y * 13) % 256);
  return new Uint8Array(view.buffer);
}
