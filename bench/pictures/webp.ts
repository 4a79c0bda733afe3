import type { Page } from 'playwright-core';

/** Letters stay sharp, and a picture is half as large as its PNG. */
const QUALITY = 0.86;

/** The same picture as WebP. @param page an empty one, whose policy forbids nothing */
export async function webpOf(png: Buffer, page: Page): Promise<Buffer> {
  const address = `data:image/png;base64,${png.toString('base64')}`;
  const drawn = await page.evaluate(`(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(address)};
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext('2d', { alpha: false }).drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', ${QUALITY});
  })()`);
  const [, text = ''] = String(drawn).split('base64,');
  return Buffer.from(text, 'base64');
}
