// Draws the logo of a draft in the sizes that home screens and chats want, because they take no SVG. The site works
// without: then there are just no such pictures.
const page = document.querySelector('[data-marca][data-imagenes]');
const SIZES = { 'icon-180': [180, 180], 'icon-192': [192, 192], 'icon-512': [512, 512], social: [1200, 630] };

if (page) {
  draw(page.dataset.marca, page.dataset.imagenes.split(' ')).catch(() => {});
}

async function draw(path, names) {
  const logo = new Image();
  logo.src = `${path}/logo.svg`;
  await logo.decode();
  const color = document.querySelector('#color').value;
  for (const name of names) {
    const png = picture(logo, color, SIZES[name]);
    await fetch(`${path}/imagen`, { method: 'POST', body: new URLSearchParams({ nombre: name, png }) });
  }
}

function picture(logo, color, [width, height]) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d');
  pen.fillStyle = color;
  pen.fillRect(0, 0, width, height);
  const side = Math.round(Math.min(width, height) * 0.66);
  pen.drawImage(logo, (width - side) / 2, (height - side) / 2, side, side);
  return canvas.toDataURL('image/png').split(',')[1];
}
