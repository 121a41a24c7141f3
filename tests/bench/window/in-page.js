// Runs in the page: clicks through the screens, and tells how long each took until its content was painted.
globalThis.clickThrough = async (addresses, count) => {
  const mostMs = 10_000;
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  const content = () => document.querySelector('#content');
  // Not the note that a screen is being opened.
  const isThere = () => content().textContent.length > 20 && content().querySelector(':scope > p[role=status]') === null;
  const click = async (address) => {
    const link = [...document.querySelectorAll('#side a')].find((each) => each.getAttribute('href') === address);
    if (link === undefined) throw new Error(`no way to ${address}: ${[...document.querySelectorAll('#side a')].map((each) => each.getAttribute('href')).join(' ')}`);
    if (location.hash === address) throw new Error(`at ${address} already`);
    const before = content().firstElementChild;
    const heading = document.querySelector('h1').textContent;
    const begun = performance.now();
    link.click();
    while (document.querySelector('h1').textContent === heading) await frame();
    await frame();
    const shown = performance.now() - begun;
    while (content().firstElementChild === before || !isThere()) {
      await frame();
      if (performance.now() - begun > mostMs) throw new Error(`${address} shows nothing new`);
    }
    await frame();
    return { shown, filled: performance.now() - begun };
  };
  const bare = async () => {
    const begun = performance.now();
    document.body.style.outlineColor = document.body.style.outlineColor === 'red' ? 'blue' : 'red';
    await frame();
    await frame();
    return performance.now() - begun;
  };
  for (const address of addresses) {
    await click(address);
    await pause(300);
  }
  const times = { shown: [], filled: [], bare: [] };
  for (let number = 0; number < count; number++) {
    const { shown, filled } = await click(addresses[number % addresses.length]);
    times.shown.push(shown);
    times.filled.push(filled);
    times.bare.push(await bare());
    await pause(150);
  }
  return times;
};
